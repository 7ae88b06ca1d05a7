using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>What search needs of a row, in memory.</summary>
internal sealed class SegmentRow
{
    /// <param name="number">The row's number in the database.</param>
    /// <param name="paper">Its record.</param>
    /// <param name="vector">The float16 vector of the database, read as float32.</param>
    /// <param name="terms">Its terms with BM25 weights.</param>
    public SegmentRow(long number, Paper paper, float[] vector, SparseVector terms)
    {
        (Number, Id, Date, Vector, Terms) = (number, paper.Id, paper.Date, vector, terms);
        Keys =
        [
            .. PaperFilter.CategoryKeys(paper).Select(key => new RowKey(KeyKind.CategoryFilter, key)),
            .. PaperFilter.AuthorKeys(paper).Select(key => new RowKey(KeyKind.AuthorFilter, key)),
            .. paper.Categories.Distinct(StringComparer.Ordinal).Select(name => new RowKey(KeyKind.Category, name)),
            .. paper.Authors.Distinct(StringComparer.Ordinal).Select(name => new RowKey(KeyKind.Author, name)),
        ];
        if (paper.Source is { } source)
            Keys = [.. Keys, new RowKey(KeyKind.SourceFilter, PaperFilter.SourceKey(source)), new RowKey(KeyKind.Source, source)];
    }

    public long Number { get; }

    public PaperId Id { get; }

    public DateOnly? Date { get; }

    public float[] Vector { get; }

    public SparseVector Terms { get; }

    /// <summary>What filters find the row by, and what facets count it under.</summary>
    public IReadOnlyList<RowKey> Keys { get; }
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
