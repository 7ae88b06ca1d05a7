using SemanticSearch.Papers;

namespace SemanticSearch.Topics;

/// <summary>What a topic model keeps of each paper, a column each, in the order of the ids.</summary>
internal sealed class PaperColumns
{
    private readonly Lazy<Dictionary<PaperId, int>> _rows;

    public PaperColumns() => _rows = new(() => Index(Ids!));

    /// <summary>Ids in ascending order.</summary>
    public required PaperId[] Ids { get; init; }

    /// <summary>The id of the lowest topic of each paper.</summary>
    public required int[] Topics { get; init; }

    public required float[] Fits { get; init; }

    public required MapPoint[] Places { get; init; }

    /// <summary>The day number of each date; -1 for none.</summary>
    public required int[] Days { get; init; }

    /// <summary>The votes of each paper; -1 where nobody counts them.</summary>
    public required int[] Upvotes { get; init; }

    /// <summary>Whether a paper came after the topics were built.</summary>
    public required bool[] Arrived { get; init; }

    public int Count => Ids.Length;

    /// <summary>The row of a paper, or -1.</summary>
    public int Row(PaperId id) => _rows.Value.GetValueOrDefault(id, -1);

    public DateOnly? Date(int row) => Days[row] < 0 ? null : DateOnly.FromDayNumber(Days[row]);

    private static Dictionary<PaperId, int> Index(PaperId[] ids)
    {
        var rows = new Dictionary<PaperId, int>(ids.Length);
        for (var row = 0; row < ids.Length; row++)
            rows[ids[row]] = row;
        return rows;
    }

    /// <summary>Columns with room for some papers, all of them still empty but for the ids.</summary>
    public static PaperColumns For(PaperId[] ids) => new()
    {
        Ids = ids,
        Topics = new int[ids.Length],
        Fits = new float[ids.Length],
        Places = new MapPoint[ids.Length],
        Days = new int[ids.Length],
        Upvotes = new int[ids.Length],
        Arrived = new bool[ids.Length],
    };
}
