using System.Runtime.InteropServices;
using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>What search needs of a row, in memory.</summary>
internal sealed class SegmentRow
{
    /// <param name="number">The row's number in the database.</param>
    /// <param name="paper">Its record.</param>
    /// <param name="vectorBytes">Its float16 vector, as the database has it.</param>
    /// <param name="terms">Its terms with BM25 weights.</param>
    public SegmentRow(long number, Paper paper, byte[] vectorBytes, SparseVector terms)
        : this(number, paper.Id, paper.Date, paper.Upvotes, vectorBytes, terms, KeysOf(paper))
    {
    }

    private SegmentRow(long number, PaperId id, DateOnly? date, int? upvotes, byte[] vectorBytes, SparseVector terms, IReadOnlyList<RowKey> keys) =>
        (Number, Id, Date, Upvotes, VectorBytes, Terms, Keys) = (number, id, date, upvotes, vectorBytes, terms, keys);

    public long Number { get; }

    public PaperId Id { get; }

    public DateOnly? Date { get; }

    public int? Upvotes { get; }

    /// <summary>The float16 vector, 2 bytes a dimension.</summary>
    public byte[] VectorBytes { get; }

    /// <summary>The same as numbers.</summary>
    public ReadOnlySpan<Half> Vector => MemoryMarshal.Cast<byte, Half>(VectorBytes);

    public SparseVector Terms { get; }

    /// <summary>What filters find the row by, and what facets count it under.</summary>
    public IReadOnlyList<RowKey> Keys { get; }

    /// <summary>The row under the number that the database gave it.</summary>
    public SegmentRow At(long number) => new(number, Id, Date, Upvotes, VectorBytes, Terms, Keys);

    private static List<RowKey> KeysOf(Paper paper)
    {
        var keys = new List<RowKey>();
        foreach (var key in PaperFilter.CategoryKeys(paper))
            keys.Add(new RowKey(KeyKind.CategoryFilter, key));
        foreach (var key in PaperFilter.AuthorKeys(paper))
            keys.Add(new RowKey(KeyKind.AuthorFilter, key));
        foreach (var name in paper.Categories.Distinct(StringComparer.Ordinal))
            keys.Add(new RowKey(KeyKind.Category, name));
        foreach (var name in paper.Authors.Distinct(StringComparer.Ordinal))
            keys.Add(new RowKey(KeyKind.Author, name));
        if (paper.Source is { } source)
            keys.AddRange(new RowKey(KeyKind.SourceFilter, PaperFilter.SourceKey(source)), new RowKey(KeyKind.Source, source));
        return keys;
    }
}

/// <summary>The columns of keys: those in which filters look, and those whose values facets show.</summary>
internal enum KeyKind
{
    CategoryFilter,
    AuthorFilter,
    SourceFilter,
    Category,
    Author,
    Source,
}

/// <summary>One key of a row in one column.</summary>
internal readonly record struct RowKey(KeyKind Kind, string Key);
