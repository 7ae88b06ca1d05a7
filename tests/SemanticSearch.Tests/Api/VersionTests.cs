using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Api;

/// <summary>Records of one paper, as the interface and the pages tell of them.</summary>
[Collection(SharedApi.Name)]
public sealed class VersionTests(ApiFixture api) : IAsyncLifetime
{
    private const string Lines = """
        {"id":"bio:77v1","title":"Tides of a lake under ice","abstract":"A frozen lake has tides of a millimetre."}
        {"id":"bio:77v2","title":"Tides of a lake under thick ice","abstract":"A frozen lake has tides of a millimetre, we find."}
        """;

    private static readonly PaperId[] Ids = [PaperId.Parse("bio:77v1"), PaperId.Parse("bio:77v2")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await IndexAsync(api.Engine);

    public async ValueTask DisposeAsync() => await api.Engine.Indexing.DeleteAsync(Ids, CancellationToken.None);

    [Fact]
    public async Task A_paper_names_its_other_records_as_long_as_they_are_there()
    {
        Assert.Equal("bio:77v2", (string?)(await api.GetAsync("/v1/papers/bio:77v1"))["versions"]!.AsArray().Single());
        Assert.Null((await api.GetAsync("/v1/papers/sample:genetics-13"))["versions"]);
        Assert.Contains("<dt>Other versions</dt><dd class=\"cite\"><a href=\"/papers/bio:77v1\">bio:77v1</a>", await api.PageAsync("/papers/bio:77v2"), StringComparison.Ordinal);
        using var removed = await api.Client.DeleteAsync("/v1/papers/bio:77v2", Token);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Null((await api.GetAsync("/v1/papers/bio:77v1"))["versions"]);
    }

    [Fact]
    public async Task A_ranking_lists_each_paper_once_where_that_is_asked_for()
    {
        var plain = await api.GetAsync("/v1/search?q=tides+of+a+frozen+lake&limit=2");
        Assert.Equal(["bio:77v1", "bio:77v2"], ApiFixture.Ids(plain).Order());
        var folded = await api.GetAsync("/v1/search?q=tides+of+a+frozen+lake&limit=2&collapse=true");
        Assert.Equal(ApiFixture.Ids(plain)[0], ApiFixture.Ids(folded)[0]);
        Assert.Equal(ApiFixture.Ids(plain)[1], (string?)folded["results"]![0]!["versions"]!.AsArray().Single());
        Assert.Equal(ApiFixture.Total(plain), ApiFixture.Total(folded));
        Assert.Contains("bio:77v2", ApiFixture.Ids(await api.GetAsync("/v1/papers/bio:77v1/similar?min_similarity=-1")));
        Assert.DoesNotContain("bio:77v2", ApiFixture.Ids(await api.GetAsync("/v1/papers/bio:77v1/similar?min_similarity=-1&collapse=true")));
    }

    [Fact]
    public async Task Tags_and_cursors_follow_from_the_groups_too()
    {
        const string Path = "/v1/search?q=lake&min_similarity=-1&limit=2";
        using var before = await api.Client.GetAsync(Path, Token);
        var (plain, folded) = (await CursorAsync(Path), await CursorAsync(Path + "&collapse=true"));
        // A record that is told and not stored yet changes groups, and no paper.
        var stored = (await api.Engine.Store.FindAsync([PaperId.Parse("sample:genetics-13")], Token))[0]!;
        await api.Engine.Versions.TellAsync([stored with { Paper = stored.Paper with { Id = PaperId.Parse("double:genetics-13") } }], Token);
        using var after = await api.Client.GetAsync(Path, Token);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"{Path}&cursor={plain}"));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync($"{Path}&collapse=true&cursor={folded}"));
        Assert.Null((await api.GetAsync("/v1/papers/sample:genetics-13"))["versions"]);
        await api.Engine.Versions.PrepareAsync(Token);
        Assert.True(await api.Engine.Versions.PrepareAsync(Token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"{Path}&collapse=true&cursor={folded}"));
    }

    [Fact]
    public async Task A_service_over_an_older_store_reads_it_while_it_answers()
    {
        using var data = new TemporaryFolder();
        await using (var engine = await Engine.OpenAsync(new EngineOptions { DataFolder = data.FullPath, ModelFolder = Repository.ModelFolder }, TimeProvider.System, Token))
            await IndexAsync(engine);
        File.Delete(data["versions.db"]);
        var clock = new FakeTimeProvider();
        await using var factory = ApiFixture.Factory(data.FullPath)
            .WithWebHostBuilder(host => host.UseSetting("SemanticSearch:Sample", "false").ConfigureServices(services => services.AddSingleton<TimeProvider>(clock)));
        using var client = factory.CreateClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            using var answer = await client.GetAsync("/v1/papers/bio:77v1", patience.Token);
            if (answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(patience.Token)).Contains("bio:77v2", StringComparison.Ordinal))
                break;
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private static Task<IndexingReport> IndexAsync(Engine engine) =>
        engine.Indexing.RunAsync(new JsonLinesSource(new MemoryStream(Encoding.UTF8.GetBytes(Lines))), new IndexingOptions(), progress: null, Token);

    private async Task<string> CursorAsync(string path) => (string)(await api.GetAsync(path))["meta"]!["next_cursor"]!;

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await api.Client.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
