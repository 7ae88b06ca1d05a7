using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Tests.Storage.Embedded.Durability;

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

/// <summary>The same with segments so small that every answer comes from several of them, merged and thinned out on the way.</summary>
public sealed class EmbeddedStoreInSegmentsContract : PaperStoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IPaperStore Create() => new EmbeddedStore(_folder["store"], StoreProof.Tiny);

    protected override async Task SettleAsync()
    {
        await ((EmbeddedStore)Store).SettleAsync();
        Assert.Null((await Store.StatisticsAsync(Token)).Trouble);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
