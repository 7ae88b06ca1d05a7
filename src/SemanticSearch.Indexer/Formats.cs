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

    /// <summary>Writes a paper.</summary>
    public static async Task WriteAsync(string name, Paper paper, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await Named(name).WriteAsync(new[] { paper }.ToAsyncEnumerable(), output, cancellationToken);
    }

    /// <summary>Writes a ranking, with places and scores where the form has room for them.</summary>
    public static async Task WriteAsync(string name, IEnumerable<RankedPaper> ranking, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await Named(name).WriteAsync(ranking, output, cancellationToken);
    }

    private static PaperFormat Named(string name) => PaperFormat.All.Single(format => format.Name == name);
}
