using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Questions in natural language.</summary>
internal static class SearchEndpoints
{
    public const string Path = "/v1/search";

    /// <summary>What one question of several takes, which is what one by itself does.</summary>
    public static ParameterTable QuestionParameters => PostParameters;

    private static readonly ParameterTable GetParameters = new([RankingParameters.Question, RankingParameters.Operators, .. RankingParameters.Answered]);
    private static readonly ParameterTable PostParameters = new([RankingParameters.LongQuestion, RankingParameters.Operators, .. RankingParameters.Answered]) { InBody = true };

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, Verbs.Read, Get)
            .Describe("Search", "search", "The papers nearest to a question, by meaning and words.", GetParameters, 400, 410, 500, 503).AnswersRanking().IsKnownByTag();
        routes.MapPost(Path, Post)
            .Describe("Search", "searchByBody", "The same for questions that are too long for an address.", PostParameters, 400, 410, 413, 415, 500, 503).AnswersRanking();
    }

    private static async Task<IResult> Get(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, GetParameters);
        return await AnswerAsync(engine, given, given.Get(RankingParameters.Question)!, context, Path, cancellationToken);
    }

    private static async Task<IResult> Post(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var given = await JsonBody.ReadAsync(context.Request, PostParameters, cancellationToken);
        return await AnswerAsync(engine, given, given.Get(RankingParameters.LongQuestion)!, context, null, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        Engine engine, Given given, string text, HttpContext context, string? path, CancellationToken cancellationToken)
    {
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var page = await RankedPage.RunAsync(engine, RankingRequests.ToSearch(given, text, topics), given.Get(RankingParameters.CursorText), cancellationToken);
        return RankingOutputs.Of(page, given, context, path, engine, topics, cancellationToken);
    }
}
