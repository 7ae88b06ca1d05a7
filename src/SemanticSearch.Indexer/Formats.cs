using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;

namespace SemanticSearch.Indexer;

/// <summary>Writes papers to standard output in a form for other programs.</summary>
internal static class Formats
{
    private static readonly string[] Names = [.. PaperFormat.All.Select(format => format.Name)];

    /// <summary>Which form.</summary>
    public static readonly WordParameter Asked = new("format", $"A form for other programs in place of what people read: {string.Join(", ", Names)}.", Names);

    public static async Task WriteAsync(string name, IEnumerable<Paper> papers, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await PaperFormat.All.Single(format => format.Name == name).WriteAsync(papers.ToAsyncEnumerable(), output, cancellationToken);
    }
}
