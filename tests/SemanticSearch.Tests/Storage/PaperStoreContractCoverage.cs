using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Storage;

public class PaperStoreContractCoverage
{
    [Fact]
    public void Every_store_is_held_to_the_contract()
    {
        var stores = typeof(IPaperStore).Assembly.GetTypes().Where(type => type.IsClass && typeof(IPaperStore).IsAssignableFrom(type)).Select(type => type.Name);
        var suites = typeof(PaperStoreContract).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PaperStoreContract))).Select(type => type.Name);
        Assert.NotEmpty(stores);
        Assert.All(stores, store => Assert.Contains(store + "Contract", suites));
    }
}
