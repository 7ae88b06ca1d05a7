using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Search;

/// <summary>A dozen invented papers in a real store with vectors of the real model, embedded once for all tests of a class.</summary>
public sealed class SearchFixture : IAsyncLifetime
{
    /// <summary>One paper a line: id, title, abstract, categories, date, authors.</summary>
    private const string Corpus = """
        t:coral-heat|Coral bleaching in marine heat waves|Reef corals expel their algae when the sea stays warm for weeks. We follow which colonies survive the hot water.|q-bio.PE|2016-03-01|Mara Lindqvist; T. Okafor
        t:coral-larvae|Where coral larvae settle|Larvae choose rough artificial reefs over smooth ones, and survive better there.|q-bio.PE|2021-07-10|Mara Lindqvist
        t:dust|Dust attenuation in distant galaxies|Starlight of early galaxies is reddened by dust. We measure how much from their infrared glow.|astro-ph.GA|2012-05-20|José Álvarez
        t:clusters|X-ray spectra of galaxy clusters|Hot gas between galaxies shines in X-rays. Its spectrum gives temperature and metals.|astro-ph.CO|2018-11-02|José Álvarez; Wei Chen
        t:attention|Sparse attention for long documents|A transformer that attends to few positions reads a whole book within the memory of one machine.|cs.CL, cs.LG|2020-04-04|Wei Chen
        t:translation|Machine translation for languages with few texts|A neural network learns to translate a rare language from its relatives.|cs.CL|2017-09-09|Amina Yusuf
        t:vaccine|A vaccine trial in older adults|Two doses raised antibodies in people over seventy, with mild side effects.|q-bio.QM|2021-02-02|T. Okafor
        t:soil|Resistance to antibiotics in soil bacteria|Bacteria of farm soil carry resistance genes long after the drugs are gone.|q-bio.PE|2014-01-31|Amina Yusuf
        t:quarks|Quark masses from lattice simulations|Lattice quantum chromodynamics gives the masses of the light quarks to one per cent.|hep-lat|2010-10-10|Kurt Gödel
        t:wages|Minimum wages and the jobs of the young|Higher minimum wages left youth employment unchanged in neighbouring counties.|econ.GN|2015-06-15|Rosa Keller
        t:primes|Gaps between consecutive primes|We bound from above how far apart two neighbouring prime numbers can be.|math.NT|2013-12-24|Kurt Gödel
        t:quakes|Earthquake warning from telephones|Accelerometers of idle telephones notice the first waves seconds before the strong ones.|physics.geo-ph||
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStore _store;

    public SearchFixture()
    {
        _store = new EmbeddedStore(_folder["store"]);
        Engine = new SearchEngine(_store, RealModel.Model, RealModel.Embedder, TimeProvider.System);
    }

    internal IPaperStore Store => _store;

    internal SearchEngine Engine { get; }

    internal static IReadOnlyList<Paper> Papers { get; } = [.. Corpus.Split('\n').Select(Parse)];

    public async ValueTask InitializeAsync()
    {
        await _store.OpenAsync(SemanticSearch.Engine.ManifestOf(RealModel.Model), CancellationToken.None);
        var pipeline = new IndexingPipeline(_store, RealModel.Model, RealModel.Embedder, TimeProvider.System);
        using var lines = new MemoryStream([.. Papers.SelectMany(paper => PaperWriter.ToJson(paper).Append((byte)'\n'))]);
        await pipeline.RunAsync(new JsonLinesSource(lines), new IndexingOptions(), progress: null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private static Paper Parse(string line)
    {
        var fields = line.Split('|');
        return new Paper
        {
            Id = PaperId.Parse(fields[0]),
            Title = fields[1],
            Abstract = fields[2],
            Categories = fields[3].Split(", ", StringSplitOptions.RemoveEmptyEntries),
            Date = fields[4].Length == 0 ? null : DateOnly.ParseExact(fields[4], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            Authors = fields[5].Split("; ", StringSplitOptions.RemoveEmptyEntries),
        };
    }
}
