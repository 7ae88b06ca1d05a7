using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;
using SemanticSearch.Topics;

namespace SemanticSearch.Tests.Topics;

/// <summary>Topics that are large enough to be divided: two subjects, each a long arc of papers that is about something else from end to end.</summary>
public sealed class SubtopicTests : IAsyncLifetime
{
    private const int PerSubject = 480;

    private static readonly TopicBuildOptions Options = new() { Resolution = 0.005 };

    private static readonly string[][] Words =
    [
        ["anemone", "barnacle", "cuttlefish", "dugong", "eelgrass", "flounder"],
        ["aldehyde", "benzene", "catalyst", "dimer", "enzyme", "furan"],
    ];

    private readonly TemporaryFolder _folder = new();
    private EmbeddedStore _store = null!;
    private TopicBuilder _builder = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new EmbeddedStore(_folder.FullPath);
        await _store.OpenAsync(TopicCorpusPapers.Manifest, Cancellation);
        await _store.UpsertAsync(Papers(0, 2 * PerSubject), Cancellation);
        _builder = new TopicBuilder(_store, TopicCorpusPapers.Manifest, new FakeTimeProvider(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_paper_of_a_large_topic_is_in_one_of_its_subtopics()
    {
        var model = await _builder.BuildAsync(Options, null, null, Cancellation);
        var topics = model.Topics.Where(topic => topic.Level == TopicLevel.Topic).ToList();
        Assert.Equal([PerSubject, PerSubject], topics.Select(topic => topic.Papers));
        foreach (var topic in topics)
        {
            var within = model.Within(topic.Id).ToList();
            Assert.True(within.Count >= 2, "A large topic was left whole.");
            Assert.All(within, subtopic => Assert.Equal(TopicLevel.Subtopic, subtopic.Level));
            var papers = within.SelectMany(subtopic => model.PapersOf(subtopic.Id).Select(entry => entry.Paper)).ToList();
            Assert.Equal(PerSubject, papers.Count);
            Assert.Equal(model.PapersOf(topic.Id).Select(entry => entry.Paper).ToHashSet(), papers.ToHashSet());
        }
        Assert.Equal(model.Topics.Count, model.Topics.Select(topic => topic.Label).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(3, model.Path(model.Map().First().Place.Topic).Count);
    }

    [Fact]
    public async Task Subtopics_live_on_as_papers_come()
    {
        var first = await _builder.BuildAsync(Options, null, null, Cancellation);
        await _store.UpsertAsync(Papers(2 * PerSubject, 60), Cancellation);
        var second = await _builder.BuildAsync(Options, first, null, Cancellation);
        var kept = first.Map().Count(entry => second.Find(entry.Paper)!.Value.Topic == entry.Place.Topic);
        Assert.True(kept >= 0.9 * first.PaperCount, $"{kept} of {first.PaperCount} papers kept their subtopic.");
        Assert.Equal(Subtopics(first), Subtopics(second));
    }

    [Fact]
    public async Task A_topic_that_shrinks_a_little_keeps_its_subtopics()
    {
        var first = await _builder.BuildAsync(Options, null, null, Cancellation);
        await _store.DeleteAsync([.. Enumerable.Range(0, 200).Select(IdOf)], Cancellation);
        var second = await _builder.BuildAsync(Options, first, null, Cancellation);
        Assert.All(second.Topics.Where(topic => topic.Level == TopicLevel.Topic), topic => Assert.InRange(topic.Papers, TopicTree.StillLargeTopic, TopicTree.LargeTopic - 1));
        Assert.Equal(Subtopics(first), Subtopics(second));
    }

    [Fact]
    public async Task Building_again_where_nothing_changed_changes_nothing()
    {
        var first = await _builder.BuildAsync(Options, null, null, Cancellation);
        var second = await _builder.BuildAsync(Options, first, null, Cancellation);
        Assert.Equal(first.Map(), second.Map());
        Assert.Equal(first.History, second.History);
        Assert.Equal(first.Topics.Select(topic => (topic.Id, topic.Parent, topic.Label, topic.Papers)), second.Topics.Select(topic => (topic.Id, topic.Parent, topic.Label, topic.Papers)));
    }

    private static List<int> Subtopics(TopicModel model) => [.. model.Topics.Where(topic => topic.Level == TopicLevel.Subtopic).Select(topic => topic.Id).Order()];

    private static PaperId IdOf(int number) => PaperId.Parse($"arc:{number:D5}");

    private static List<StoredPaper> Papers(int first, int count) => [.. Enumerable.Range(first, count).Select(Make)];

    private static StoredPaper Make(int number)
    {
        var random = new Random(number);
        var (subject, place) = (number % 2, random.NextDouble());
        var words = Words[subject];
        var word = words[(int)(place * words.Length)];
        var vector = new float[TopicCorpusPapers.Dimensions];
        // A quarter of a circle in a plane of the subject's own, and a little off it.
        (vector[2 * subject], vector[2 * subject + 1]) = ((float)Math.Cos(place * Math.PI / 2), (float)Math.Sin(place * Math.PI / 2));
        for (var d = 4; d < vector.Length; d++)
            vector[d] = 0.02f * (float)(random.NextDouble() - 0.5);
        var norm = MathF.Sqrt(vector.Sum(value => value * value));
        var paper = new Paper { Id = IdOf(number), Title = $"The {word}", Abstract = $"We study the {word} and the {words[random.Next(words.Length)]}. The {word} is {(subject == 0 ? "marine" : "chemical")}." };
        return new StoredPaper(paper, Array.ConvertAll(vector, value => value / norm), SparseVector.Empty, (ulong)number + 1);
    }
}
