using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>A segment as a generation names it: its file, and which of its rows were alive.</summary>
internal sealed record GenerationEntry(string FileName, int Count, ulong[] Live);

/// <summary>
/// A published set of segments: what the database held at one commit, up to one row. Later commits are read from the database. A
/// generation is written to a new name and never changed.
/// </summary>
/// <param name="Number">Greater than that of every generation before.</param>
/// <param name="Sequence">The commit up to which removals are in the bitmaps.</param>
/// <param name="LastNumber">The last row of the database that the segments cover.</param>
/// <param name="Sums">See <see cref="VectorSums.Sums"/>: of the live rows of the segments.</param>
/// <param name="Count">See <see cref="VectorSums.Count"/>.</param>
/// <param name="Entries">The segments, in the order of their rows.</param>
internal sealed record Generation(long Number, long Sequence, long LastNumber, long[] Sums, long Count, IReadOnlyList<GenerationEntry> Entries)
{
    private const string Prefix = "generation-";
    private const string Suffix = ".manifest";
    private const int FormatVersion = 1;
    private const string Magic = "SSGENER1";

    public string FileName => FileNameOf(Number);

    /// <summary>The numbers of the generations that a folder has, newest first.</summary>
    public static List<long> NumbersIn(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, Prefix + "*" + Suffix)
            .Select(file => Path.GetFileName(file)[Prefix.Length..^Suffix.Length])
            .Where(number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture))
            .OrderDescending()];

    public static string FileNameOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D10}{Suffix}");

    /// <exception cref="IOException">The disk refuses; there is no such generation then.</exception>
    public void Write(string folder, string storeId)
    {
        var path = Path.Combine(folder, FileName);
        var unfinished = path + SegmentWriter.UnfinishedSuffix;
        var bytes = ToBytes(storeId);
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Write(BitConverter.GetBytes(XxHash3.HashToUInt64(bytes)));
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
    }

    /// <exception cref="DerivedFileException">It is damaged, or another store's.</exception>
    public static Generation Read(string folder, long number, string storeId)
    {
        var path = Path.Combine(folder, FileNameOf(number));
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length < 8 || XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8)) != BitConverter.ToUInt64(bytes, bytes.Length - 8))
                throw new DerivedFileException(path, Math.Max(0, bytes.Length - 8), "the hash of the file", "another");
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            Require(path, Magic, reader.ReadString());
            Require(path, FormatVersion, reader.ReadInt32());
            Require(path, storeId, reader.ReadString());
            Require(path, number, reader.ReadInt64());
            return FromBytes(reader, number);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DerivedFileException(path, 0, "a generation", exception.Message);
        }
    }

    private static void Require<T>(string path, T expected, T found)
    {
        if (!Equals(expected, found))
            throw new DerivedFileException(path, 0, $"{expected}", $"{found}");
    }

    private static Generation FromBytes(BinaryReader reader, long number)
    {
        var (sequence, lastNumber, count) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var sums = Many(reader.ReadInt32(), reader.ReadInt64);
        var entries = Many(reader.ReadInt32(), () =>
        {
            var (name, rows) = (reader.ReadString(), reader.ReadInt32());
            return new GenerationEntry(name, rows, Many((rows + 63) / 64, reader.ReadUInt64));
        });
        return new Generation(number, sequence, lastNumber, sums, count, entries);
    }

    private static T[] Many<T>(int count, Func<T> read)
    {
        var many = new T[count];
        for (var i = 0; i < count; i++)
            many[i] = read();
        return many;
    }

    private byte[] ToBytes(string storeId)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(storeId);
        writer.Write(Number);
        writer.Write(Sequence);
        writer.Write(LastNumber);
        writer.Write(Count);
        writer.Write(Sums.Length);
        foreach (var sum in Sums)
            writer.Write(sum);
        writer.Write(Entries.Count);
        foreach (var entry in Entries)
        {
            writer.Write(entry.FileName);
            writer.Write(entry.Count);
            foreach (var word in entry.Live)
                writer.Write(word);
        }
        writer.Flush();
        return bytes.ToArray();
    }
}
