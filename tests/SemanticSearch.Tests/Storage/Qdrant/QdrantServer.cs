using Microsoft.Extensions.Logging.Abstractions;
using SemanticSearch.Storage.Qdrant;
using SemanticSearch.Tests.Storage.Qdrant.InProcess;

namespace SemanticSearch.Tests.Storage.Qdrant;

/// <summary>A server for the tests of a class: the double, unless the environment names another.</summary>
public sealed class QdrantServer : IAsyncLifetime
{
    private readonly string? _endpoint = Environment.GetEnvironmentVariable("QDRANT_ENDPOINT");
    private QdrantDouble? _double;

    public bool IsReal => !string.IsNullOrWhiteSpace(_endpoint);

    public async ValueTask InitializeAsync()
    {
        if (!IsReal)
            _double = await QdrantDouble.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_double is not null)
            await _double.DisposeAsync();
    }

    /// <summary>The settings of a collection that nobody else uses.</summary>
    public QdrantOptions NewCollection() => new()
    {
        Endpoint = IsReal ? _endpoint! : _double!.Endpoint,
        ApiKey = IsReal ? Environment.GetEnvironmentVariable("QDRANT_API_KEY") : null,
        Collection = $"test_{Guid.NewGuid():N}",
    };

    /// <summary>A store that asks for exact answers.</summary>
    internal static QdrantStore Store(QdrantOptions options, QdrantTuning? tuning = null) =>
        new(options, Resilience.ForQdrant(TimeProvider.System, NullLoggerFactory.Instance), TimeProvider.System, tuning ?? new QdrantTuning { Exact = true });

    public static async Task DropAsync(QdrantOptions options)
    {
        using var connection = new QdrantConnection(options, Resilience.ForQdrant(TimeProvider.System, NullLoggerFactory.Instance));
        var collection = new PaperCollection(connection);
        if (await collection.CurrentAsync(CancellationToken.None) is { } current)
            await collection.DropAsync(current, CancellationToken.None);
    }
}
