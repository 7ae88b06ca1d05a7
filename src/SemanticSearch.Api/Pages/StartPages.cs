using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Pages;

/// <summary>What the first page shows of the papers.</summary>
public sealed record StartLists
{
    /// <summary>Whether the papers are the sample, whose example questions are known to have answers.</summary>
    public bool IsSample { get; init; }

    /// <summary>Papers that each show one of the largest topics.</summary>
    public IReadOnlyList<Paper> Examples { get; init; } = [];

    /// <summary>The topics that grow most against their own past.</summary>
    public IReadOnlyList<(Topic Topic, TopicGrowth Growth)> Growing { get; init; } = [];

    /// <summary>Recent papers by fit and votes.</summary>
    public IReadOnlyList<Paper> Trending { get; init; } = [];

    /// <summary>The papers with most votes of the last stretch of dates.</summary>
    public IReadOnlyList<Paper> Upvoted { get; init; } = [];

    public IReadOnlyList<Paper> Newest { get; init; } = [];

    /// <summary>The first day of that stretch.</summary>
    public DateOnly? Since { get; init; }
}

/// <summary>The first page.</summary>
internal static class StartPages
{
    private const int ExamplesShown = 6;
    private const int TrendingShown = 5;
    private const int ListShown = 6;

    /// <summary>The stretch of dates up to the newest paper, whenever that is: a corpus may have ended long ago.</summary>
    private const int StretchDays = 30;

    /// <summary>A sample paper that answers one of the example questions.</summary>
    private static readonly PaperId ExampleAnswer = PaperId.Parse("sample:ecology-03");

    public static async Task<IResult> AnswerAsync(HttpContext context, Engine engine, TimeProvider clock, CancellationToken cancellationToken) =>
        await PageAnswer.OfAsync<StartPage>(context,
            (nameof(StartPage.Fields), PageFields.Of(context.Request)),
            (nameof(StartPage.Lists), await ListsAsync(engine, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken)),
            (nameof(StartPage.Corpus), await PageEndpoints.CorpusAsync(engine, cancellationToken)));

    private static async Task<StartLists> ListsAsync(Engine engine, DateOnly today, CancellationToken cancellationToken)
    {
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var newest = await BestAsync(engine, CandidateOrder.Date, PaperFilter.All, cancellationToken);
        var since = newest.Select(paper => paper.Date).FirstOrDefault() is { } last && last.DayNumber > StretchDays ? last.AddDays(-StretchDays) : (DateOnly?)null;
        var lists = new StartLists
        {
            IsSample = (await engine.Store.FindAsync([ExampleAnswer], cancellationToken))[0] is not null,
            Since = since,
            Newest = [.. newest.Where(paper => paper.Date is not null)],
            Upvoted = [.. (await BestAsync(engine, CandidateOrder.Upvotes, new PaperFilter { From = since }, cancellationToken)).Where(paper => paper.Upvotes > 0)],
        };
        return topics is null ? lists : lists with
        {
            Examples = await PapersAsync(engine, topics.Topics.Where(topic => topic.Level == TopicLevel.Topic).OrderByDescending(topic => topic.Papers).SelectMany(topic => topic.Exemplars.Central.Take(1)), ExamplesShown, cancellationToken),
            Trending = await PapersAsync(engine, topics.Trending(null, today, TrendingShown).Where(entry => entry.Score > 0).Select(entry => entry.Paper), TrendingShown, cancellationToken),
            Growing = [.. topics.Growing(TopicLevel.Topic, new GrowthWindow()).Where(entry => entry.Growth.Low > 1).Take(ListShown)],
        };
    }

    private static async Task<IReadOnlyList<Paper>> BestAsync(Engine engine, CandidateOrder order, PaperFilter filter, CancellationToken cancellationToken)
    {
        var request = new SearchRequest { Text = "", Order = order, Filter = filter, Limit = ListShown };
        return [.. (await engine.Search.SearchAsync(request, cancellationToken)).Hits.Select(hit => hit.Paper)];
    }

    private static async Task<IReadOnlyList<Paper>> PapersAsync(Engine engine, IEnumerable<PaperId> ids, int most, CancellationToken cancellationToken) =>
        [.. (await engine.Store.FindAsync([.. ids.Take(most)], cancellationToken)).OfType<StoredPaper>().Select(stored => stored.Paper)];
}
