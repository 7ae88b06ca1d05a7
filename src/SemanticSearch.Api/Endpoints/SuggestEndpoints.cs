using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What somebody who types may mean.</summary>
/// <param name="Results">Titles, authors and topics, the best fits first.</param>
public sealed record SuggestAnswer(IReadOnlyList<Suggestion> Results);

/// <summary>Something that begins as was typed.</summary>
/// <param name="Kind">title, author or topic.</param>
/// <param name="Text">The whole of it.</param>
/// <param name="Id">The id of the paper, or the number of the topic; left out for an author.</param>
/// <param name="Papers">How many papers it has; left out for a title.</param>
/// <param name="Corrected">True where it begins so but for one slip; left out otherwise.</param>
/// <param name="Url">Where to go on.</param>
public sealed record Suggestion(string Kind, string Text, string? Id, long? Papers, bool? Corrected, string Url);

/// <summary>Suggests while somebody types.</summary>
internal static class SuggestEndpoints
{
    private static readonly TextParameter Typed = new("q", "The beginning of a title, a name or a topic, or of a word within one. From four letters on, one slip is forgiven.") { MaxLength = 200, Required = true };
    private static readonly CountParameter Limit = new("limit", "How many suggestions at most.", 1, 50) { Default = 10 };
    private static readonly ParameterTable Parameters = new([Typed, Limit]);

    public static void MapSuggest(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/v1/suggest", Verbs.Read, GetAsync)
            .Describe("Search", "suggest", "Titles, authors and topics that begin with what was typed.", Parameters, 400, 500, 503);

    private static async Task<Ok<SuggestAnswer>> GetAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters);
        var (typed, limit) = (given.Get(Typed)!, given.Get(Limit)!.Value);
        var names = await engine.Names.GetAsync(cancellationToken);
        var topics = Topics(await engine.Topics.FindAsync(cancellationToken), typed, limit, context.Request).ToList();
        var authors = names.Authors(typed, limit).Select(author => Author(author, context.Request)).ToList();
        var titles = await TitlesAsync(engine, names.Titles(typed, limit), context.Request, cancellationToken);
        return TypedResults.Ok(new SuggestAnswer([.. Mixed(topics, authors, titles).OrderBy(entry => entry.Corrected == true).Take(limit)]));
    }

    /// <summary>One of each kind in turn, so that none takes all places.</summary>
    private static IEnumerable<Suggestion> Mixed(params IReadOnlyList<Suggestion>[] kinds) =>
        Enumerable.Range(0, kinds.Max(kind => kind.Count)).SelectMany(row => kinds.Where(kind => row < kind.Count).Select(kind => kind[row]));

    private static IEnumerable<Suggestion> Topics(TopicModel? model, string typed, int limit, HttpRequest request)
    {
        var largestFirst = (model?.Topics ?? []).OrderByDescending(topic => topic.Papers).ToList();
        return NameBook.Fitting(largestFirst.Select(topic => topic.Label), typed, limit).Select(found => Topic(largestFirst[found.Place], found.IsExact, request));
    }

    private static Suggestion Topic(Topic topic, bool isExact, HttpRequest request) => new(
        "topic", topic.Label, topic.Id.ToString(CultureInfo.InvariantCulture), topic.Papers, isExact ? null : true, request.Site().Whole(Links.Topic(topic.Id)));

    private static Suggestion Author(AuthorFound author, HttpRequest request) => new(
        "author", author.Name, null, author.Papers, author.IsExact ? null : true,
        request.Site().Whole(Links.With(SearchEndpoints.Path, [("q", $"author:\"{author.Name}\"")])));

    private static async Task<IReadOnlyList<Suggestion>> TitlesAsync(Engine engine, IReadOnlyList<TitleFound> titles, HttpRequest request, CancellationToken cancellationToken)
    {
        var found = titles.Count == 0 ? [] : await engine.Store.FindAsync([.. titles.Select(title => title.Id)], cancellationToken);
        return [.. titles.Zip(found).Where(pair => pair.Second is not null).Select(pair => Title(pair.Second!.Paper, pair.First, request))];
    }

    private static Suggestion Title(Paper paper, TitleFound found, HttpRequest request) =>
        new("title", paper.Title, paper.Id.Value, null, found.IsExact ? null : true, request.Site().Whole(Links.Paper(paper.Id)));
}
