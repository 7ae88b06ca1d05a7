using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded;

/// <summary>What search needs of a row, in memory.</summary>
internal sealed class ResidentRow
{
    public ResidentRow(long row, Paper paper, float[] vector, SparseVector terms)
    {
        (Row, Id, Date, Vector, Terms) = (row, paper.Id, paper.Date, vector, terms);
        Categories = [.. PaperFilter.CategoryKeys(paper).Select(string.Intern)];
        Authors = [.. PaperFilter.AuthorKeys(paper)];
    }

    /// <summary>The row's number in the database.</summary>
    public long Row { get; }

    public PaperId Id { get; }

    public DateOnly? Date { get; }

    /// <summary>The float16 vector of the database, read as float32.</summary>
    public float[] Vector { get; }

    public SparseVector Terms { get; }

    public string[] Categories { get; }

    public string[] Authors { get; }

    public bool Passes(FilterKeys filter) =>
        (filter.From is null || Date >= filter.From)
        && (filter.To is null || Date <= filter.To)
        && (filter.Categories.Length == 0 || filter.Categories.Any(category => Categories.Contains(category)))
        && filter.Authors.All(author => Authors.Contains(author));
}

/// <summary>A filter with its values as the keys that rows carry.</summary>
internal sealed record FilterKeys(DateOnly? From, DateOnly? To, string[] Categories, string[] Authors)
{
    public static FilterKeys Of(PaperFilter filter) => new(
        filter.From, filter.To, [.. filter.Categories.Select(PaperFilter.CategoryKey)], [.. filter.Authors.Select(PaperFilter.AuthorKey)]);
}
