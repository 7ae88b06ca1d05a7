using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>
/// An immutable run of rows of the database, 0 .. <see cref="Count"/> - 1 in the order of their numbers. Which of them are still alive is
/// not the segment's to know: whoever asks says which rows may be answered.
/// </summary>
internal abstract class Segment
{
    public abstract int Count { get; }

    public long FirstNumber => Number(0);

    public long LastNumber => Number(Count - 1);

    /// <summary>The row's number in the database.</summary>
    public abstract long Number(int row);

    public abstract PaperId Id(int row);

    /// <summary>The day number of the row's date; <see cref="NoDate"/> where it has none.</summary>
    public abstract int Day(int row);

    /// <summary>The votes for a row; <see cref="NoVotes"/> where its source counts none.</summary>
    public abstract int Upvotes(int row);

    /// <summary>The exact cosine of a row to a query, in [-1, 1].</summary>
    public abstract float Similarity(int row, ReadOnlySpan<float> query);

    /// <summary>The exact BM25 score of a row, 0 or more.</summary>
    public abstract float LexicalScore(int row, ReadOnlySpan<QueryTerm> query);

    /// <summary>Adds the rows nearest to a query among those allowed: at most <paramref name="depth"/>, those above the threshold.</summary>
    public abstract void Nearest(ReadOnlyMemory<float> query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results);

    /// <summary>The rows among those allowed whose similarity is at or above a floor.</summary>
    public abstract RowBitmap AtLeast(ReadOnlyMemory<float> query, RowBitmap allowed, float floor);

    /// <summary>Adds the rows with the best BM25 scores among those allowed: at most <paramref name="depth"/>, those above the threshold.</summary>
    public abstract void BestByTerms(QueryTerm[] query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results);

    /// <summary>The rows that have any of the terms.</summary>
    public abstract RowBitmap WithAnyOf(QueryTerm[] query);

    /// <summary>How many of the live rows have a term.</summary>
    public abstract int Frequency(uint term, LiveRows live);

    /// <summary>A column of keys with the rows that have each.</summary>
    public abstract KeyColumn Keys(KeyKind kind);

    /// <summary>The rows that have any of some keys of a column.</summary>
    public abstract RowBitmap WithAnyKey(KeyKind kind, IReadOnlyList<string> keys);

    /// <summary>Adds how many of some rows have each key of a column.</summary>
    public abstract void CountKeys(KeyKind kind, RowBitmap rows, KeyCounts counts);

    /// <summary>Copies the float16 vector of a row.</summary>
    public abstract void CopyVector(int row, Span<Half> vector);

    /// <summary>Copies the vector of a row as float32.</summary>
    public abstract void CopyVector(int row, Span<float> vector);

    /// <summary>The terms of a row; they can be read while the segment is referenced.</summary>
    public abstract TermSpan Terms(int row);

    /// <summary>The day number of no day.</summary>
    public const int NoDate = int.MinValue;

    /// <summary>The number of votes where they are not counted.</summary>
    public const int NoVotes = -1;

    /// <summary>What an order goes by, the greatest first.</summary>
    public int OrderKey(int row, CandidateOrder order) => order switch
    {
        CandidateOrder.Date => Day(row),
        CandidateOrder.Upvotes => Upvotes(row),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "The legs rank by relevance."),
    };

    /// <summary>The place of a row by its number, or -1.</summary>
    public int Find(long number)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = Number(middle);
            if (found == number)
                return middle;
            if (found < number)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    /// <summary>The rows that pass a filter.</summary>
    public RowBitmap Passing(PaperFilter filter)
    {
        var passing = RowBitmap.Full(Count);
        if (filter.From is not null || filter.To is not null)
            passing.IntersectWith(Between(filter.From, filter.To));
        if (filter.Categories.Count > 0)
            passing.IntersectWith(WithAnyKey(KeyKind.CategoryFilter, [.. filter.Categories.Select(PaperFilter.CategoryKey)]));
        if (filter.Sources.Count > 0)
            passing.IntersectWith(WithAnyKey(KeyKind.SourceFilter, [.. filter.Sources.Select(PaperFilter.SourceKey)]));
        foreach (var author in filter.Authors)
            passing.IntersectWith(WithAnyKey(KeyKind.AuthorFilter, [PaperFilter.AuthorKey(author)]));
        return passing;
    }

    private RowBitmap Between(DateOnly? from, DateOnly? to)
    {
        // No date is less than every date, and a date condition is failed by it.
        var (first, last) = (from?.DayNumber ?? NoDate + 1, to?.DayNumber ?? int.MaxValue);
        var between = new RowBitmap(Count);
        for (var row = 0; row < Count; row++)
            if (Day(row) >= first && Day(row) <= last)
                between.Add(row);
        return between;
    }
}
