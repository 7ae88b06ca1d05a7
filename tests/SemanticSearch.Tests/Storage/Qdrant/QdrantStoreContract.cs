using SemanticSearch.Storage;
using SemanticSearch.Storage.Qdrant;

namespace SemanticSearch.Tests.Storage.Qdrant;

/// <summary>The contract over Qdrant: the double, or the server that QDRANT_ENDPOINT names, with QDRANT_API_KEY where it asks for a key.</summary>
public sealed class QdrantStoreContract : PaperStoreContract, IClassFixture<QdrantServer>
{
    private readonly QdrantServer _server;
    private readonly QdrantOptions _options;

    public QdrantStoreContract(QdrantServer server) => (_server, _options) = (server, server.NewCollection());

    /// <summary>The server keeps single precision and length 1; what is expected was rounded to half precision: 2^-11 a number, at 32 dimensions.</summary>
    protected override double Tolerance => 3e-4;

    protected override bool CountsDeleted => true;

    // Several requests answer one question on a server that others write to.
    protected override bool SeesWholeBatches => !_server.IsReal;

    protected override IPaperStore Create() => QdrantServer.Store(_options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await QdrantServer.DropAsync(_options);
    }
}
