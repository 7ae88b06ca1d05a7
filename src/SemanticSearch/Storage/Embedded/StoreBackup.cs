namespace SemanticSearch.Storage.Embedded;

/// <summary>Copies an embedded store while programs go on to read and write it.</summary>
public static class StoreBackup
{
    /// <summary>
    /// Copies the papers of one moment into a folder of their own, which is a store: open it, or put it in the place of the first. The index
    /// is not copied, since it is made again from the papers.
    /// </summary>
    /// <param name="folder">The folder of a store.</param>
    /// <param name="expected">What its vectors and terms were made with.</param>
    /// <param name="target">A folder that does not exist, or is empty.</param>
    /// <returns>How many papers the copy has, each of them proved by its hash.</returns>
    /// <exception cref="StoreException">There is no such store, the target has files, or a row of the copy is damaged.</exception>
    public static Task<long> RunAsync(string folder, StoreManifest expected, string target, CancellationToken cancellationToken) => Task.Run(() =>
    {
        PaperDatabase.RequireExisting(folder);
        if (Directory.Exists(target) ? Directory.EnumerateFileSystemEntries(target).Any() : File.Exists(target))
            throw new StoreException(StoreProblem.NotWritable, $"{target}: a backup goes into a folder that is empty or does not exist yet.");
        Directory.CreateDirectory(target);
        using (var database = PaperDatabase.Open(folder, expected))
            database.BackUp(Path.Combine(target, PaperDatabase.FileName));
        using var copy = PaperDatabase.Open(target, expected);
        var (papers, damaged) = copy.ProveRows(null, cancellationToken);
        return damaged.Count == 0 ? papers : throw new StoreException(StoreProblem.Damaged, damaged[0].Reason);
    }, cancellationToken);
}
