using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Many papers and many questions at once. What is wrong with one is answered in its place, and the others are as they would be alone.</summary>
internal static class BatchEndpoints
{
    private const int MaxIds = 500;
    private const int MaxQueries = 100;

    private static readonly TextParameter Ids = new("ids", "Ids of papers, each in any spelling.") { Required = true, MaxCount = MaxIds, MaxLength = 2 * PaperId.MaxLength };
    private static readonly ObjectParameter Queries = new("queries", "Questions, each with the members that /v1/search takes.", SearchEndpoints.QuestionParameters) { Required = true, MaxCount = MaxQueries };
    private static readonly ParameterTable PapersParameters = new([Ids, RankingParameters.Select]) { InBody = true };
    private static readonly ParameterTable SearchParameters = new([Queries]) { InBody = true };

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/papers/batch", PapersAsync)
            .Describe("Papers", "papersBatch", "Papers by their ids, in the order of the ids; in place of each that is not there, its id and a problem.", PapersParameters, 400, 413, 415, 500, 503);
        routes.MapPost(SearchEndpoints.Path + "/batch", SearchAsync)
            .Describe("Search", "searchBatch", "Several questions at once, answered in their order; in place of each that cannot be answered, its problem.", SearchParameters, 400, 413, 415, 500, 503)
            .Produces<SearchBatchAnswer>();
    }

    private static async Task<Ok<PaperBatchAnswer>> PapersAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var given = await JsonBody.ReadAsync(context.Request, PapersParameters, cancellationToken);
        var asked = given.All(Ids);
        var ids = asked.Select(text => PaperId.TryParse(text, out var id) ? id : default(PaperId?)).ToList();
        var known = ids.OfType<PaperId>().Distinct().ToList();
        var found = known.Zip(await engine.Store.FindAsync(known, cancellationToken)).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!.Paper);
        var answers = new List<JsonObject>(asked.Count);
        foreach (var (text, id) in asked.Zip(ids))
            answers.Add(id is { } good && found.TryGetValue(good, out var paper)
                ? AnswerJson.Selected(await PaperAnswer.WholeAsync(engine, paper, context.Request.Site(), cancellationToken), given)
                : new JsonObject { ["id"] = id?.Value ?? text, ["problem"] = AnswerJson.Of(BatchProblem.Of(Missing(text, id))) });
        return TypedResults.Ok(new PaperBatchAnswer(answers));
    }

    private static Problem Missing(string text, PaperId? id) => id is { } known ? Problem.PaperNotFound(known)
        : new Problem(ProblemCatalogue.BadId, $"{Quote.Of(text)} is no paper id: 1 to {PaperId.MaxLength} characters without white space, control or invisible characters.");

    private static async Task<JsonHttpResult<JsonObject>> SearchAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var queries = (await JsonBody.ReadAsync(context.Request, SearchParameters, cancellationToken)).All(Queries);
        var answers = new JsonObject[queries.Count];
        using var places = host.Places.EnterBatch();
        places.Use();
        var options = new ParallelOptions { MaxDegreeOfParallelism = places.Count, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, queries.Count, options, async (i, token) => answers[i] = await AnswerAsync(engine, queries[i], context, token));
        return TypedResults.Json(new JsonObject { ["results"] = new JsonArray([.. answers]) });
    }

    private static async Task<JsonObject> AnswerAsync(Engine engine, JsonElement query, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            var given = JsonBody.Read(query, SearchEndpoints.QuestionParameters);
            var topics = await engine.Topics.FindAsync(cancellationToken);
            var page = await RankedPage.RunAsync(
                engine, RankingRequests.ToSearch(given, given.Get(RankingParameters.LongQuestion)!, topics), given.Get(RankingParameters.CursorText), cancellationToken);
            return new JsonObject { ["answer"] = AnswerJson.Selected(RankingAnswers.Of(page, given, context.Request.Site(), null, engine.Model.Name, topics, cancellationToken), given) };
        }
        catch (ProblemException refusal)
        {
            return Refused(refusal.Problem);
        }
        catch (StoreException refusal)
        {
            return Refused(Problem.StoreRefuses(refusal));
        }
    }

    private static JsonObject Refused(Problem problem) => new() { ["problem"] = AnswerJson.Of(BatchProblem.Of(problem)) };
}
