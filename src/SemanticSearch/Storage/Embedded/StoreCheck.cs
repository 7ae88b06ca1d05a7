namespace SemanticSearch.Storage.Embedded;

/// <summary>How thoroughly a store is checked; each level does what those before it do.</summary>
public enum CheckLevel
{
    /// <summary>The database's structure, its last commit, and the checksums of what searches read whole.</summary>
    Structure = 1,

    /// <summary>Every row of the database by its hash, and every byte of the index.</summary>
    Rows = 2,

    /// <summary>Every row of the index against the database.</summary>
    Index = 3,
}

/// <summary>How well the short codes of a segment find the nearest papers, measured with stored vectors as queries when it was written.</summary>
/// <param name="Rows">How many rows the segment has.</param>
/// <param name="Queries">How many stored vectors were asked for their ten nearest; 0 where so few rows are always compared exactly.</param>
/// <param name="Recall">The share of the true ten nearest that was found, 0 to 1.</param>
/// <param name="Refined">Mean rows of which the second bits were read.</param>
/// <param name="Rescored">Mean rows of which the exact similarity was computed.</param>
public sealed record SegmentCalibration(int Rows, int Queries, double Recall, double Refined, double Rescored);

/// <summary>What a check found.</summary>
public sealed record CheckReport
{
    /// <summary>How many papers are stored.</summary>
    public required long Papers { get; init; }

    /// <summary>How many acknowledged commits the database no longer has.</summary>
    public required long LostCommits { get; init; }

    /// <summary>What is wrong with the database as a whole.</summary>
    public required IReadOnlyList<string> DatabaseFaults { get; init; }

    /// <summary>Rows that are not what was written. A repair removes them, and their papers must be indexed again.</summary>
    public required IReadOnlyList<DamagedRow> DamagedRows { get; init; }

    /// <summary>What is wrong with files of the index. They can be made again without any loss.</summary>
    public required IReadOnlyList<string> IndexFaults { get; init; }

    /// <summary>What each segment of the index measured about its short codes when it was written.</summary>
    public required IReadOnlyList<SegmentCalibration> Segments { get; init; }

    /// <summary>Whether what could be repaired was.</summary>
    public bool Repaired { get; init; }

    public bool IsSound => LostCommits == 0 && DatabaseFaults.Count + DamagedRows.Count + IndexFaults.Count == 0;
}

/// <summary>Proves an embedded store, and repairs what can be. It needs no open store and answers where one would refuse to open.</summary>
public static class StoreCheck
{
    /// <summary>Checks the store of a folder.</summary>
    /// <param name="folder">The folder of a store.</param>
    /// <param name="expected">What its vectors and terms were made with.</param>
    /// <param name="level">How thorough to be.</param>
    /// <param name="progress">Told how many rows are done.</param>
    /// <exception cref="StoreException">The folder has no store of this model.</exception>
    public static Task<CheckReport> RunAsync(
        string folder, StoreManifest expected, CheckLevel level, IProgress<StoreProgress>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Check(folder, expected, level, progress, cancellationToken), cancellationToken);

    /// <summary>Checks every row, removes the damaged ones, and makes the whole index again.</summary>
    /// <exception cref="StoreException">The database as a whole is damaged: only a backup helps then. Or another program is writing.</exception>
    public static async Task<CheckReport> RepairAsync(string folder, StoreManifest expected, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var report = await RunAsync(folder, expected, CheckLevel.Index, progress, cancellationToken);
        if (report.DatabaseFaults.Count > 0)
            throw new StoreException(StoreProblem.Damaged, $"{report.DatabaseFaults[0]} The database cannot be repaired: restore a backup, or index the papers again into an empty folder.");
        using (var database = PaperDatabase.Open(folder, expected, acceptLoss: true))
        {
            var segments = new SegmentFolder(folder, database, expected.Dimensions, new SegmentSizes(), progress);
            using var hold = segments.TryHold()
                ?? throw new StoreException(StoreProblem.InUse, $"{folder}: another program is writing to this store. Stop it before a repair.");
            if (report.DamagedRows.Count > 0)
                database.RemoveDamaged(report.DamagedRows);
            segments.Clear();
            new CommitWitness(folder).Forget();
        }
        await using var store = new EmbeddedStore(folder, progress: progress);
        await store.OpenAsync(expected, cancellationToken);
        return report with { Repaired = true, Papers = (await store.StatisticsAsync(cancellationToken)).Papers };
    }

    private static CheckReport Check(string folder, StoreManifest expected, CheckLevel level, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        PaperDatabase.RequireExisting(folder);
        using var database = PaperDatabase.Open(folder, expected, acceptLoss: true);
        var structure = database.StructureFaults(withIndexes: level == CheckLevel.Index);
        var (papers, damaged) = level == CheckLevel.Structure || structure.Count > 0
            ? (database.Count(), [])
            : database.ProveRows(progress, cancellationToken);
        var index = new IndexCheck(folder, database, expected.Dimensions);
        // A damaged row can be compared with nothing.
        index.Run(damaged.Count == 0 || level == CheckLevel.Structure ? level : CheckLevel.Rows, progress, cancellationToken);
        return new CheckReport
        {
            Papers = papers,
            LostCommits = Math.Max(0, Math.Max(new CommitWitness(folder).Read(), index.PublishedSequence) - database.Sequence()),
            DatabaseFaults = structure,
            DamagedRows = damaged,
            IndexFaults = index.Faults,
            Segments = index.Segments,
        };
    }
}
