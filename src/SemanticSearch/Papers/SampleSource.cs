using System.Reflection;
using System.Runtime.CompilerServices;

namespace SemanticSearch.Papers;

/// <summary>The papers that the program brings along, written for it, to try everything without any other data.</summary>
public sealed class SampleSource : IPaperSource
{
    /// <summary>The <see cref="Paper.Source"/> of every sample paper.</summary>
    public const string Name = "sample";

    private static readonly Assembly Home = typeof(SampleSource).Assembly;
    private static readonly string Prefix = $"{typeof(SampleSource).Namespace}.Sample.";

    private readonly PaperFiles _files = new([.. ResourceNames().Select(Resource)]);

    /// <inheritdoc/>
    public double? Progress => _files.Progress;

    /// <summary>Reads all sample papers; their origins are <c>sample/NAME.jsonl</c>.</summary>
    public async IAsyncEnumerable<SourceRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in _files.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return record.Paper is { } paper ? record with { Paper = paper with { Source = Name } } : record;
    }

    private static IEnumerable<string> ResourceNames() =>
        Home.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static JsonLinesSource Resource(string resource)
    {
        using var measured = Home.GetManifestResourceStream(resource)!;
        return new JsonLinesSource(() => Home.GetManifestResourceStream(resource)!, $"{Name}/{resource[Prefix.Length..]}", titleRequired: true, measured.Length);
    }
}
