using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Topics;

namespace SemanticSearch.Tests.Topics;

/// <summary>Topic models of a real store: built, kept up to date, rebuilt, written and read.</summary>
public sealed class TopicBuilderTests : IAsyncLifetime
{
    /// <summary>As coarse as six subjects without anything within them.</summary>
    private static readonly TopicBuildOptions Options = new() { Resolution = 2 };

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private EmbeddedStore _store = null!;
    private TopicBuilder _builder = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new EmbeddedStore(_folder.FullPath);
        await _store.OpenAsync(TopicCorpusPapers.Manifest, Cancellation);
        _builder = new TopicBuilder(_store, TopicCorpusPapers.Manifest, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_paper_has_a_topic_within_an_area_and_a_fit()
    {
        var model = await BuildAsync(360);
        Assert.Equal(360, model.PaperCount);
        Assert.Equal(360, model.Map().Count());
        foreach (var (paper, place) in model.Map())
        {
            Assert.Equal([TopicLevel.Area, TopicLevel.Topic], model.Path(place.Topic).Select(topic => topic.Level));
            Assert.InRange(place.Fit, 0, 1);
            Assert.Equal(place, model.Find(paper));
        }
        Assert.Equal(360, model.Topics.Where(topic => topic.Level == TopicLevel.Area).Sum(topic => topic.Papers));
        Assert.Equal(model.Topics.Count, model.Topics.Select(topic => topic.Label).Distinct().Count());
    }

    [Fact]
    public async Task Topics_hold_papers_of_one_subject_and_say_so()
    {
        var model = await BuildAsync(360);
        foreach (var topic in model.Topics.Where(topic => topic.Level == TopicLevel.Topic))
        {
            var subjects = model.PapersOf(topic.Id).Select(entry => SubjectOf(entry.Paper)).Distinct();
            Assert.Single(subjects);
            Assert.NotEmpty(topic.Phrases);
            Assert.Equal(TopicSummaries.Exemplars, topic.Exemplars.Central.Count);
            Assert.Equal(TopicSummaries.Exemplars, topic.Exemplars.Newest.Count);
        }
    }

    [Fact]
    public async Task The_same_papers_give_the_same_model_bit_for_bit()
    {
        var first = await BuildAsync(200);
        var second = await _builder.BuildAsync(Options, null, null, Cancellation);
        Assert.Equal(Bytes(first), Bytes(second));
    }

    [Fact]
    public async Task A_rebuild_keeps_the_ids_as_papers_come()
    {
        var first = await BuildAsync(240);
        await _store.UpsertAsync(TopicCorpusPapers.Papers(240, 30), Cancellation);
        var second = await _builder.BuildAsync(Options, first, null, Cancellation);
        Assert.Equal(2, second.Origin.Build);
        var kept = first.Map().Count(entry => second.Find(entry.Paper)!.Value.Topic == entry.Place.Topic);
        Assert.True(kept >= 230, $"{kept} of 240 papers kept their topic.");
        Assert.Equal(first.History, second.History.Take(first.History.Count));
    }

    [Fact]
    public async Task A_paper_that_was_replaced_is_divided_anew_although_no_id_changed()
    {
        var first = await BuildAsync(240);
        var other = TopicCorpusPapers.Papers(1, 1)[0];
        await _store.UpsertAsync([other with { Paper = other.Paper with { Id = TopicCorpusPapers.IdOf(0) } }], Cancellation);
        var second = await _builder.BuildAsync(Options, await _builder.UpdateAsync(first, null, Cancellation), null, Cancellation);
        Assert.Equal(second.Find(TopicCorpusPapers.IdOf(1))!.Value.Topic, second.Find(TopicCorpusPapers.IdOf(0))!.Value.Topic);
    }

    [Fact]
    public async Task A_new_subject_is_born_with_a_new_id_and_one_that_is_removed_dies()
    {
        var coral = Enumerable.Range(0, 240).Where(number => TopicCorpusPapers.SubjectOf(number) == 0).ToList();
        await _store.UpsertAsync([.. TopicCorpusPapers.Papers(0, 240).Where(paper => SubjectOf(paper.Paper.Id) != 0)], Cancellation);
        var first = await _builder.BuildAsync(Options, null, null, Cancellation);
        await _store.UpsertAsync([.. coral.Select(number => TopicCorpusPapers.Papers(number, 1)[0])], Cancellation);
        await _store.DeleteAsync([.. Enumerable.Range(0, 240).Where(number => TopicCorpusPapers.SubjectOf(number) == 1).Select(TopicCorpusPapers.IdOf)], Cancellation);
        var second = await _builder.BuildAsync(Options, first, null, Cancellation);
        var reef = second.Find(TopicCorpusPapers.IdOf(coral[0]))!.Value.Topic;
        Assert.Null(first.Find(reef));
        Assert.Contains(second.Lineage(reef), change => change is { Change: TopicChange.Born, Build: 2 });
        var stars = first.Find(TopicCorpusPapers.IdOf(1))!.Value.Topic;
        Assert.Null(second.Find(stars));
        Assert.Contains(second.Lineage(stars), change => change is { Change: TopicChange.Died, Build: 2 });
    }

    [Fact]
    public async Task New_papers_get_a_topic_without_a_rebuild_and_many_of_them_ask_for_one()
    {
        var first = await BuildAsync(240);
        await _store.UpsertAsync(TopicCorpusPapers.Papers(240, 12), Cancellation);
        await _store.DeleteAsync([TopicCorpusPapers.IdOf(0)], Cancellation);
        var updated = await _builder.UpdateAsync(first, null, Cancellation);
        Assert.Equal(251, updated.PaperCount);
        Assert.Null(updated.Find(TopicCorpusPapers.IdOf(0)));
        Assert.All(Enumerable.Range(240, 12), number => Assert.Equal(
            TopicCorpusPapers.SubjectOf(number),
            SubjectOf(updated.PapersOf(updated.Find(TopicCorpusPapers.IdOf(number))!.Value.Topic)[0].Paper)));
        Assert.Null(updated.Drift().Reason);
        Assert.Equal(0.05, updated.Drift().Arrived, 9);
        Assert.Same(updated, await _builder.UpdateAsync(updated, null, Cancellation));

        await _store.UpsertAsync(TopicCorpusPapers.Papers(252, 20), Cancellation);
        Assert.NotNull((await _builder.UpdateAsync(updated, null, Cancellation)).Drift().Reason);
    }

    [Fact]
    public async Task Of_too_many_papers_a_sample_is_divided_and_the_rest_follows_it()
    {
        await _store.UpsertAsync(TopicCorpusPapers.Papers(0, 900), Cancellation);
        var model = await _builder.BuildAsync(Options with { SampleLimit = 300 }, null, null, Cancellation);
        Assert.Equal(900, model.PaperCount);
        foreach (var topic in model.Topics.Where(topic => topic.Level == TopicLevel.Topic))
            Assert.Single(model.PapersOf(topic.Id).Select(entry => SubjectOf(entry.Paper)).Distinct());
        Assert.All(model.Map(), entry => Assert.True(float.IsFinite(entry.Place.Place.X)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    public async Task Few_papers_have_topics_too(int count)
    {
        var model = await BuildAsync(count);
        Assert.Equal(count, model.PaperCount);
        Assert.Equal(count, model.Topics.Where(topic => topic.Level == TopicLevel.Topic).Sum(topic => topic.Papers));
        Assert.Empty(model.Growing(TopicLevel.Topic, new GrowthWindow()));
    }

    [Fact]
    public async Task A_set_of_papers_is_counted_by_topic()
    {
        var model = await BuildAsync(240);
        var counts = model.Count([.. Enumerable.Range(0, 12).Select(TopicCorpusPapers.IdOf), PaperId.Parse("unknown:1")], TopicLevel.Area);
        Assert.Equal(12, counts.Sum(count => count.Papers));
        Assert.Equal(counts.Select(count => count.Papers).OrderDescending(), counts.Select(count => count.Papers));
    }

    [Fact]
    public async Task A_model_that_is_written_is_read_as_it_was()
    {
        var model = await BuildAsync(120);
        TopicFile.Write(_folder.FullPath, model);
        var read = TopicFile.Read(_folder.FullPath, TopicCorpusPapers.Manifest)!;
        Assert.Equal(Bytes(model), Bytes(read));
        Assert.Equal(model.Origin, read.Origin);
        Assert.Equal(model.Timeline(model.Topics[0].Id), read.Timeline(model.Topics[0].Id));
        Assert.Null(TopicFile.Read(_folder["nothing here"], TopicCorpusPapers.Manifest));
    }

    [Fact]
    public async Task A_file_that_is_damaged_or_of_another_model_is_refused()
    {
        TopicFile.Write(_folder.FullPath, await BuildAsync(60));
        Assert.Equal(StoreProblem.OtherModel, Assert.Throws<StoreException>(() => TopicFile.Read(_folder.FullPath, TopicCorpusPapers.Manifest with { ModelHash = new string('b', 64) })).Problem);
        var path = _folder[TopicFile.Name];
        var whole = await File.ReadAllBytesAsync(path, Cancellation);
        foreach (var at in new[] { 0, 9, whole.Length / 2, whole.Length - 1 })
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] ^= 1;
            await File.WriteAllBytesAsync(path, bytes, Cancellation);
            Assert.Equal(StoreProblem.Damaged, Assert.Throws<StoreException>(() => TopicFile.Read(_folder.FullPath, TopicCorpusPapers.Manifest)).Problem);
        }
        await File.WriteAllBytesAsync(path, whole[..10], Cancellation);
        Assert.Equal(StoreProblem.Damaged, Assert.Throws<StoreException>(() => TopicFile.Read(_folder.FullPath, TopicCorpusPapers.Manifest)).Problem);
    }

    [Fact]
    public async Task A_build_can_be_cancelled_and_tells_how_far_it_is()
    {
        await _store.UpsertAsync(TopicCorpusPapers.Papers(0, 200), Cancellation);
        using var source = new CancellationTokenSource();
        var told = new List<string>();
        var progress = new Told(value =>
        {
            lock (told)
                told.Add(value.Activity);
            if (value.Activity == "laying out the map")
                source.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _builder.BuildAsync(Options, null, progress, source.Token));
        Assert.Equal(["reading papers", "finding neighbours", "dividing papers into topics", "laying out the map"], told.Distinct());
    }

    [Fact]
    public void An_answer_is_divided_into_labelled_parts_that_repeat()
    {
        var papers = TopicCorpusPapers.Papers(0, 60);
        var parts = AnswerClusters.Find(papers, 6, Cancellation);
        Assert.Equal(60, parts.Sum(part => part.Papers.Count));
        Assert.True(parts.Count(part => part.Papers.Select(SubjectOf).Distinct().Count() == 1) >= 4, "Parts mix subjects.");
        Assert.Equal(parts.Select(part => part.Label), AnswerClusters.Find(papers, 6, Cancellation).Select(part => part.Label));
        Assert.Empty(AnswerClusters.Find([], 6, Cancellation));
        Assert.Equal(2, AnswerClusters.Find(papers[..2], 6, Cancellation).Sum(part => part.Papers.Count));
    }

    private static int SubjectOf(PaperId id) => TopicCorpusPapers.SubjectOf(int.Parse(id.Value["test:".Length..], System.Globalization.CultureInfo.InvariantCulture));

    private async Task<TopicModel> BuildAsync(int count)
    {
        if (count > 0)
            await _store.UpsertAsync(TopicCorpusPapers.Papers(0, count), Cancellation);
        return await _builder.BuildAsync(Options, null, null, Cancellation);
    }

    private byte[] Bytes(TopicModel model)
    {
        var folder = _folder["written"];
        TopicFile.Write(folder, model);
        return File.ReadAllBytes(Path.Combine(folder, TopicFile.Name));
    }

    private sealed class Told(Action<TopicProgress> tell) : IProgress<TopicProgress>
    {
        public void Report(TopicProgress value) => tell(value);
    }
}
