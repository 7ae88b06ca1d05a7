namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>What can happen to the files of a store: what it is, and how it is done to a copy of the folder.</summary>
internal sealed record Damage(string Name, Action<string> Do)
{
    private const int Page = 4096;

    /// <summary>Everything that is done to a folder: to each of its files, and to the folder as a whole.</summary>
    /// <param name="folder">The folder that is copied; it is only read.</param>
    /// <param name="earlier">The same store as it was some commits before.</param>
    /// <param name="seed">Decides the places between those that are always taken.</param>
    public static IEnumerable<Damage> All(string folder, string earlier, int seed)
    {
        var random = new Random(seed);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
            foreach (var damage in ToFile(file, new FileInfo(Path.Combine(folder, file)).Length, random))
                yield return damage;
        foreach (var damage in ToFolder(files, earlier))
            yield return damage;
    }

    private static IEnumerable<Damage> ToFile(string file, long length, Random random)
    {
        yield return new Damage($"{file} removed", folder => File.Delete(Path.Combine(folder, file)));
        yield return Change(file, "a stranger's bytes at its end", stream =>
        {
            stream.Seek(0, SeekOrigin.End);
            stream.Write(new byte[100]);
        });
        if (length == 0)
            yield break;
        foreach (var at in Cuts(length).Distinct())
            yield return Change(file, $"cut at {at} of {length}", stream => stream.SetLength(at));
        // The database has no spare copy, so it is hit more often than what is made again from it.
        foreach (var at in Places(length, file == "papers.db" ? 120 : 12, random).Distinct())
            yield return Flip(file, at, 1 << random.Next(8));
        foreach (var at in new[] { 0, length / 3 / Page * Page, length * 2 / 3 / Page * Page, (length - 1) / Page * Page }.Distinct())
            yield return Change(file, $"page at {at} zeroed", stream => Overwrite(stream, at, new byte[Math.Min(Page, length - at)]));
        yield return Change(file, "second half zeroed", stream => Overwrite(stream, length / 2, new byte[length - length / 2]));
        var noise = new byte[Math.Min(100, length)];
        random.NextBytes(noise);
        yield return Change(file, "first bytes replaced by noise", stream => Overwrite(stream, 0, noise));
    }

    private static IEnumerable<Damage> ToFolder(List<string> files, string earlier)
    {
        var segments = files.Where(file => file.EndsWith(".segment", StringComparison.Ordinal)).ToList();
        for (var i = 1; i < segments.Count; i++)
            yield return Swap(segments[0], segments[i]);
        yield return new Damage("every derived file removed", folder => Directory.Delete(Path.Combine(folder, "segments"), recursive: true));
        yield return new Damage("derived files of an earlier commit", folder => Replace(folder, earlier, "segments"));
        yield return new Damage("an unfinished segment and an unfinished generation beside the others", folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, "segments", "1-9-00000000.segment.tmp"), new byte[777]);
            File.WriteAllBytes(Path.Combine(folder, "segments", "generation-0000000099.manifest.tmp"), new byte[777]);
        });
        yield return new Damage("a newer generation that is empty", folder => File.WriteAllBytes(Path.Combine(folder, "segments", "generation-0000000099.manifest"), []));
        yield return new Damage("log and its index removed", folder =>
        {
            File.Delete(Path.Combine(folder, "papers.db-wal"));
            File.Delete(Path.Combine(folder, "papers.db-shm"));
        });
        foreach (var file in new[] { "papers.db", "papers.db-wal", "papers.witness" })
            yield return new Damage($"{file} of an earlier commit", folder => File.Copy(Path.Combine(earlier, file), Path.Combine(folder, file), overwrite: true));
        yield return new Damage("database and log of an earlier commit", folder =>
        {
            foreach (var file in new[] { "papers.db", "papers.db-wal" })
                File.Copy(Path.Combine(earlier, file), Path.Combine(folder, file), overwrite: true);
        });
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        foreach (var file in Directory.EnumerateFiles(from))
            using (var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            using (var copy = File.Create(Path.Combine(to, Path.GetFileName(file))))
                source.CopyTo(copy);
    }

    private static IEnumerable<long> Cuts(long length) => [0, Math.Min(1, length - 1), length / 3, length / 2 / Page * Page, length * 2 / 3, length - 1];

    // The first and the last bytes carry what the rest is understood by, so they are all in turn; between them chance decides.
    private static IEnumerable<long> Places(long length, int byChance, Random random) =>
        new[] { 0, 5, 8, 16, 18, 20, 28, 44, 60, 68, 96, 100, length / 4, length / 2, length * 3 / 4, length - 200, length - 100, length - 17, length - 9, length - 1 }
            .Concat(Enumerable.Range(0, byChance).Select(_ => random.NextInt64(length)))
            .Where(at => at >= 0 && at < length);

    private static Damage Flip(string file, long at, int bit) => Change(file, $"bit {bit} of byte {at} flipped", stream =>
    {
        stream.Position = at;
        var value = stream.ReadByte();
        Overwrite(stream, at, [(byte)(value ^ bit)]);
    });

    private static Damage Swap(string one, string other) => new($"{one} and {other} swapped", folder =>
    {
        var (first, second) = (Path.Combine(folder, one), Path.Combine(folder, other));
        File.Move(first, first + ".aside");
        File.Move(second, first);
        File.Move(first + ".aside", second);
    });

    private static Damage Change(string file, string what, Action<FileStream> change) => new($"{file}: {what}", folder =>
    {
        using var stream = new FileStream(Path.Combine(folder, file), FileMode.Open, FileAccess.ReadWrite);
        change(stream);
    });

    private static void Replace(string folder, string earlier, string name)
    {
        Directory.Delete(Path.Combine(folder, name), recursive: true);
        Copy(Path.Combine(earlier, name), Path.Combine(folder, name));
    }

    private static void Overwrite(FileStream stream, long at, byte[] bytes)
    {
        stream.Position = at;
        stream.Write(bytes);
    }
}
