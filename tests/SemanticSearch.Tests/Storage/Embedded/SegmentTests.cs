using System.Runtime.InteropServices;
using System.Text;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Codes;
using SemanticSearch.Storage.Embedded.Segments;
using SemanticSearch.Terms;
using SemanticSearch.Tests.Storage.Embedded.Durability;

namespace SemanticSearch.Tests.Storage.Embedded;

/// <summary>How the derived files of an embedded store come, go, and are made again.</summary>
public sealed class SegmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Segments => Path.Combine(_folder["store"], "segments");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_move_to_files_and_files_are_merged_so_that_few_remain()
    {
        await using var store = await FilledAsync(300);
        await store.SettleAsync();
        Assert.InRange(store.Snapshot.Mapped.Count, 1, 8);
        Assert.InRange(store.Snapshot.Newest.Count, 0, 15);
        Assert.Equal(300, store.Snapshot.LiveCount);
        Assert.Equal(store.Snapshot.Mapped.Count, Files("*.segment").Count);
        Assert.Single(Files("*.manifest"));
        Assert.Empty(Files("*.tmp"));
    }

    [Fact]
    public async Task Thousands_of_rows_in_memory_alone_answer_as_the_oracle_does()
    {
        var papers = TestCorpus.Papers(3000);
        await using var store = new EmbeddedStore(_folder["store"]);
        await store.OpenAsync(TestCorpus.Manifest, Token);
        foreach (var batch in papers.Chunk(130))
            await store.UpsertAsync(batch, Token);
        await store.DeleteAsync([.. papers.Where((_, i) => i % 7 == 0).Select(stored => stored.Paper.Id)], Token);
        Assert.Equal(3000, store.Snapshot.Newest.Count);
        var oracle = new RetrievalOracle([.. papers.Where((_, i) => i % 7 != 0)]);
        for (var seed = 0; seed < 20; seed++)
        {
            var query = Query(seed);
            var filter = new PaperFilter { Categories = ["astro-ph"], Authors = ["Okafor"] };
            Agreement.AssertAnswer(oracle, query, await store.RetrieveAsync(query, Token));
            foreach (var narrower in (RetrievalQuery[])[query with { MinSimilarity = 0.3f }, query with { Vector = default }, query with { Filter = filter, Facets = Enum.GetValues<FacetField>() }])
                Agreement.AssertAnswer(oracle, narrower, await store.RetrieveAsync(narrower, Token));
        }
    }

    [Fact]
    public async Task Codes_and_byte_vectors_are_the_bytes_that_each_would_have_around_the_mean_of_its_rows()
    {
        await using var store = await FilledAsync(300);
        await store.SettleAsync();
        foreach (var path in Files("*.segment"))
        {
            var bytes = await File.ReadAllBytesAsync(path, Token);
            var layout = SegmentLayout.Read(path, MappedBytes.OfFile(path), Encoding.ASCII.GetString(bytes, bytes.Length - SegmentLayout.Length + 8, 8));
            var vectors = MemoryMarshal.Cast<byte, Half>(Of(SectionKind.Vectors)).ToArray().Select(value => (float)value).ToArray();
            using var expected = new MemoryStream();
            CodeWriter.Write(expected, Centre(), layout.Count, Read, Token);
            Assert.Equal(expected.ToArray(), Of(SectionKind.Codes));
            expected.SetLength(0);
            ByteVectors.Write(expected, Centre(), layout.Count, Read, Token);
            Assert.Equal(expected.ToArray(), Of(SectionKind.Bytes));

            byte[] Of(SectionKind kind) => bytes[(int)layout[kind].Offset..(int)(layout[kind].Offset + layout[kind].Length)];

            void Read(int row, Span<float> vector) => vectors.AsSpan(row * layout.Dimensions, layout.Dimensions).CopyTo(vector);

            float[] Centre() => CodeWriter.Centre(layout.Dimensions, layout.Count, Read);
        }
    }

    [Fact]
    public async Task Dead_rows_are_left_out_before_they_are_many()
    {
        await using var store = await FilledAsync(240);
        await store.SettleAsync();
        foreach (var chunk in TestCorpus.Papers(240).Where((_, i) => i % 3 == 0).Chunk(10))
            await store.DeleteAsync([.. chunk.Select(stored => stored.Paper.Id)], Token);
        await store.SettleAsync();
        Assert.Equal(160, store.Snapshot.LiveCount);
        Assert.All(store.Snapshot.Mapped, segment => Assert.InRange(segment.Live.DeadShare, 0, StoreProof.Tiny.DeadShare));
    }

    [Fact]
    public async Task A_store_without_any_paper_left_has_no_segment()
    {
        await using var store = await FilledAsync(64);
        await store.SettleAsync();
        await store.DeleteAsync([.. TestCorpus.Papers(64).Select(stored => stored.Paper.Id)], Token);
        await store.SettleAsync();
        Assert.Empty(store.Snapshot.Mapped);
        Assert.Equal(0, (await store.RetrieveAsync(Query(), Token)).Total);
    }

    [Fact]
    public async Task A_reopened_store_maps_what_was_published_and_reads_only_the_rest()
    {
        CandidateSet before;
        await using (var store = await FilledAsync(203))
        {
            await store.SettleAsync();
            before = await store.RetrieveAsync(Query(), Token);
        }
        await using var reopened = await OpenAsync();
        Assert.NotEmpty(reopened.Snapshot.Mapped);
        Assert.InRange(reopened.Snapshot.Newest.Count, 0, StoreProof.Tiny.WorthAFile - 1);
        AssertSame(before, await reopened.RetrieveAsync(Query(), Token));
    }

    [Fact]
    public async Task Without_its_derived_files_a_store_makes_them_again_and_answers_the_same()
    {
        CandidateSet before;
        await using (var store = await FilledAsync(203))
            before = await store.RetrieveAsync(Query(), Token);
        Directory.Delete(Segments, recursive: true);
        var progress = new Told();
        await using var reopened = new EmbeddedStore(_folder["store"], StoreProof.Tiny, progress);
        await reopened.OpenAsync(TestCorpus.Manifest, Token);
        AssertSame(before, await reopened.RetrieveAsync(Query(), Token));
        Assert.NotEmpty(Files("*.segment"));
        Assert.Contains(progress.Activities, activity => activity.Rows > 0);
    }

    [Fact]
    public async Task A_file_that_changes_under_a_search_is_made_again()
    {
        await using var store = await FilledAsync(200);
        await store.SettleAsync();
        var before = await store.RetrieveAsync(Query(), Token);
        // The vectors come first in each file: a bit of every one of them changes.
        foreach (var file in Files("*.segment"))
            Flip(file, 5);
        AssertSame(before, await store.RetrieveAsync(Query(), Token));
        AssertSame(before, await store.RetrieveAsync(Query(), Token));
    }

    [Fact]
    public async Task Another_process_takes_over_the_files_instead_of_keeping_the_rows_in_memory()
    {
        await using var writer = await OpenAsync();
        await using var reader = await OpenAsync();
        foreach (var batch in TestCorpus.Papers(300).Chunk(20))
        {
            await writer.UpsertAsync(batch, Token);
            await writer.SettleAsync();
            Assert.Equal((await writer.StatisticsAsync(Token)).Papers, (await reader.StatisticsAsync(Token)).Papers);
        }
        Assert.NotEmpty(reader.Snapshot.Mapped);
        AssertSame(await writer.RetrieveAsync(Query(), Token), await reader.RetrieveAsync(Query(), Token));
    }

    [Fact]
    public async Task Facets_and_filters_agree_over_segments_and_memory()
    {
        await using var store = await FilledAsync(203);
        await store.SettleAsync();
        var papers = TestCorpus.Papers(203);
        var set = await store.RetrieveAsync(Query() with { Facets = Enum.GetValues<FacetField>() }, Token);
        foreach (var field in Enum.GetValues<FacetField>())
            Assert.Equal(RetrievalOracle.Counts(papers, field), set.Facets[field]);
        foreach (var (value, count) in set.Facets[FacetField.Category])
            Assert.Equal(count, (await store.RetrieveAsync(Query() with { Filter = new() { Categories = [value] } }, Token)).Total);
    }

    private static RetrievalQuery Query(int seed = 77) => new()
    {
        Vector = TestCorpus.RandomVector(new Random(seed)),
        Terms = TermEncoder.EncodeQuery("coral lattice tax"),
        Depth = 40,
    };

    private static void AssertSame(CandidateSet expected, CandidateSet actual)
    {
        Assert.Equal(expected.Candidates.OrderBy(candidate => candidate.Id), actual.Candidates.OrderBy(candidate => candidate.Id));
        Assert.Equal((expected.Total, expected.MeanSimilarity, expected.SimilarityBound, expected.LexicalBound, expected.IndexVersion),
            (actual.Total, actual.MeanSimilarity, actual.SimilarityBound, actual.LexicalBound, actual.IndexVersion));
    }

    private static void Flip(string file, long offset)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        for (; offset < stream.Length / 8; offset += 64)
        {
            stream.Position = offset;
            var value = stream.ReadByte();
            stream.Position = offset;
            stream.WriteByte((byte)(value ^ 1));
        }
    }

    private List<string> Files(string pattern) => [.. Directory.EnumerateFiles(Segments, pattern)];

    private Task<EmbeddedStore> OpenAsync() => StoreProof.OpenAsync(_folder["store"]);

    private Task<EmbeddedStore> FilledAsync(int count) => StoreProof.FilledAsync(_folder["store"], count);

    private sealed class Told : IProgress<StoreProgress>
    {
        public List<StoreProgress> Activities { get; } = [];

        public void Report(StoreProgress value) => Activities.Add(value);
    }
}
