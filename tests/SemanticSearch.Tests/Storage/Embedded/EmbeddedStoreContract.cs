using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Storage.Embedded;

public sealed class EmbeddedStoreContract : PaperStoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IPaperStore Create() => new EmbeddedStore(_folder["store"]);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
