using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Pages;

/// <summary>The page that asks, and the one that shows what was found.</summary>
internal static class SearchPages
{
    /// <summary>What the box takes, so that who pastes too much is told; more than this does not fit into an address.</summary>
    public const int MaxTypedChars = 5_000;

    private static readonly TextParameter Typed = new("q", RankingParameters.AlsoQuestion.Description) { MaxLength = MaxTypedChars, Lines = true };
    private static readonly ParameterTable Parameters = new([Typed, RankingParameters.LikeId, RankingParameters.UnlikeId, .. RankingParameters.Common]);

    public static void MapSearchPage(this IEndpointRouteBuilder routes) => routes.MapMethods("/", Verbs.Read, SearchAsync);

    private static async Task<IResult> SearchAsync(HttpContext context, EngineHost host, TimeProvider clock, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters, dropEmpty: true);
        var (typed, likes, unlikes) = (given.Get(Typed), given.All(RankingParameters.LikeId), given.All(RankingParameters.UnlikeId));
        if (typed is null && likes.Count == 0 && unlikes.Count == 0)
            return await StartPages.AnswerAsync(context, engine, clock, cancellationToken);
        var asked = typed is null ? null : AskedText.Of(typed);
        var fields = asked is { IsCut: true } ? PageFields.Of(context.Request).WithQuestion(asked.Text) : PageFields.Of(context.Request);
        var named = asked is null || likes.Count + unlikes.Count > 0 ? [] : await asked.NamedAsync(engine, cancellationToken);
        return fields.IsOnlyQuestion && AskedText.Target(named) is { } target
            ? TypedResults.LocalRedirect(Links.PaperPage(target))
            : await ResultsAsync(context, engine, given, fields, asked, named, cancellationToken);
    }

    private static async Task<IResult> ResultsAsync(
        HttpContext context, Engine engine, Given given, PageFields fields, AskedText? asked, IReadOnlyList<FoundReference> named, CancellationToken cancellationToken)
    {
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var page = await RankedPage.RunAsync(engine, Request(given, asked, topics), given.Get(RankingParameters.CursorText), cancellationToken);
        var notices = RankingAnswers.Notices(page, given).Where(notice => notice != RankingAnswers.NothingClose);
        return await PageAnswer.OfAsync<ResultsPage>(context,
            (nameof(ResultsPage.Fields), fields),
            (nameof(ResultsPage.Page), page),
            (nameof(ResultsPage.Nearest), await NearestAsync(engine, page, cancellationToken)),
            (nameof(ResultsPage.Topics), topics),
            (nameof(ResultsPage.TopicExamples), await TopicExamplesAsync(engine, topics, page, cancellationToken)),
            (nameof(ResultsPage.Named), Named(asked, named, page)),
            (nameof(ResultsPage.Likes), await PapersAsync(engine, given.All(RankingParameters.LikeId), cancellationToken)),
            (nameof(ResultsPage.Unlikes), await PapersAsync(engine, given.All(RankingParameters.UnlikeId), cancellationToken)),
            (nameof(ResultsPage.Notices), (asked?.Notices(named.Count > 0) ?? []).Concat(notices).ToList()),
            (nameof(ResultsPage.Corpus), await PageEndpoints.CorpusAsync(engine, cancellationToken)));
    }

    private static RankingRequest Request(Given given, AskedText? asked, TopicModel? topics)
    {
        var (likes, unlikes) = (given.All(RankingParameters.LikeId), given.All(RankingParameters.UnlikeId));
        RankingRequest request;
        if (asked is { IsExample: false } && likes.Count + unlikes.Count == 0)
            request = RankingRequests.ToSearch(given, asked.Text, topics);
        else
        {
            List<Example> liked = [.. likes.Select(id => new Example(id, null))];
            // What is unlike a paper must be like something: where no paper is, the question is.
            if (asked is not null && (liked.Count == 0 || asked.IsExample))
                liked.Add(new Example(null, asked.Text));
            request = RankingRequests.ToSimilar(given, liked, [.. unlikes.Select(id => new Example(id, null))], topics) with { Text = asked is { IsExample: false } ? asked.Text : "" };
        }
        return request with { Facets = [FacetField.Year, FacetField.Category, FacetField.Author, FacetField.Source], Evidence = true, Collapse = true };
    }

    /// <summary>What is nearest where nothing is close; nothing where anything is, or where no meaning is compared.</summary>
    private static async Task<IReadOnlyList<SearchHit>> NearestAsync(Engine engine, RankedPage page, CancellationToken cancellationToken)
    {
        if (page.Result.Total > 0 || page.Request.MinSimilarity is not null || page.Request.EffectiveMode == SearchMode.Lexical)
            return [];
        var all = page.Request with { MinSimilarity = -1, Facets = [], Offset = 0, Limit = RankingRequest.DefaultLimit };
        return (await RankedPage.RunAsync(engine, all, null, cancellationToken)).Result.Hits;
    }

    /// <summary>The papers that the question names, and the one whose title it is, which a search finds without being told.</summary>
    private static List<Paper> Named(AskedText? asked, IReadOnlyList<FoundReference> named, RankedPage page) =>
        [.. named.Select(found => found.Paper)
            .Concat(asked is null ? [] : page.Result.Hits.Select(hit => hit.Paper).Where(paper => ReferenceFinder.IsTitle(paper, asked.Text)))
            .DistinctBy(paper => paper.Id).Take(RankingRequest.DefaultLimit)];

    /// <summary>A paper for each of the topics that the answer has most of: one of the answer where this page has one, and what shows the topic best where not.</summary>
    private static async Task<IReadOnlyDictionary<int, Paper>> TopicExamplesAsync(Engine engine, TopicModel? topics, RankedPage page, CancellationToken cancellationToken)
    {
        var examples = new Dictionary<int, Paper>();
        if (topics is null)
            return examples;
        foreach (var hit in page.Result.Hits)
            if (topics.Find(hit.Paper.Id) is { } place)
                foreach (var topic in topics.Path(place.Topic))
                    examples.TryAdd(topic.Id, hit.Paper);
        var missing = topics.CountsOf(page.Result.GroupCounts, TopicLevel.Topic).Take(FacetRail.TopicsShown).Select(count => count.Topic)
            .Where(topic => !examples.ContainsKey(topic.Id) && topic.Exemplars.Central.Count > 0).ToList();
        var found = await engine.Store.FindAsync([.. missing.Select(topic => topic.Exemplars.Central[0])], cancellationToken);
        foreach (var (topic, stored) in missing.Zip(found))
            if (stored is not null)
                examples[topic.Id] = stored.Paper;
        return examples;
    }

    private static async Task<IReadOnlyList<Paper>> PapersAsync(Engine engine, IReadOnlyList<PaperId> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : [.. (await engine.Store.FindAsync(ids, cancellationToken)).OfType<StoredPaper>().Select(stored => stored.Paper)];
}
