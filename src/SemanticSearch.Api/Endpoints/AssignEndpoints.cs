using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.AI;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Endpoints;

/// <summary>The topic of a text, or of a paper that may have come after topics were built.</summary>
internal static class AssignEndpoints
{
    private const string Path = Links.Topics + "/assign";
    private const string TextDescription = "A text, such as a title with its abstract. Give either this or id.";

    private static readonly IdParameter Id = new("id", "The id of a paper of the store, in any spelling. Give either this or text.");
    private static readonly TextParameter Text = new("text", TextDescription) { MaxLength = RankingParameters.MaxQuestionChars, Lines = true };
    private static readonly TextParameter LongText = new("text", TextDescription) { MaxLength = RankingParameters.MaxTextChars, Lines = true };
    private static readonly ParameterTable GetParameters = new([Text, Id]);
    private static readonly ParameterTable PostParameters = new([LongText, Id]) { InBody = true };

    public static void MapAssign(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, Verbs.Read, GetAsync)
            .Describe("Topics", "assign", "The topic that a text or paper belongs to, by its nearest papers.", GetParameters, 400, 404, 500, 503);
        routes.MapPost(Path, PostAsync)
            .Describe("Topics", "assignByBody", "The same for texts that are too long for an address.", PostParameters, 400, 404, 413, 415, 500, 503);
    }

    private static async Task<Ok<AssignAnswer>> GetAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, GetParameters);
        return await AnswerAsync(engine, given, Text, context.Request.Site().Whole(Links.With(Path, given.Texts)), cancellationToken);
    }

    private static async Task<Ok<AssignAnswer>> PostAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var given = await JsonBody.ReadAsync(context.Request, PostParameters, cancellationToken);
        return await AnswerAsync(engine, given, LongText, null, cancellationToken);
    }

    private static async Task<Ok<AssignAnswer>> AnswerAsync(Engine engine, Given given, TextParameter text, string? self, CancellationToken cancellationToken)
    {
        if (given.Has(text) && given.Has(Id))
            throw ProblemCatalogue.ConflictingParameters.Refusal("Give either text or id: two things may be of two topics.", Id.Name);
        if (!given.Has(text) && !given.Has(Id))
            throw new Problem(ProblemCatalogue.MissingParameter, "text or id is missing.") { Parameter = text.Name, Hint = TextDescription }.ToException();
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var meta = TopicMeta.Of(model, self);
        if (given.Has(Id))
        {
            var (id, known) = await OfPaperAsync(engine, model, given.Get(Id), cancellationToken);
            return TypedResults.Ok(Answer(model, meta with { Query = new ExampleEcho { Id = id.Value } }, known));
        }
        var written = given.Get(text)!;
        var embedding = await engine.Embedder.GenerateAsync(engine.Model.PassageText("", written), cancellationToken: cancellationToken);
        var place = await TopicAssignment.AssignAsync(model, engine.Store, embedding.Vector, null, cancellationToken);
        return TypedResults.Ok(Answer(model, meta with { Query = new ExampleEcho { Text = written }, TruncatedAtTokens = embedding.Truncated ? embedding.TokenCount : null }, place));
    }

    private static async Task<(PaperId Id, PaperTopic? Place)> OfPaperAsync(Engine engine, TopicModel model, PaperId id, CancellationToken cancellationToken)
    {
        var stored = (await engine.Store.FindAsync([id], cancellationToken))[0] ?? throw new PaperNotFoundException(id);
        var known = model.Find(stored.Paper.Id) ?? await TopicAssignment.AssignAsync(model, engine.Store, stored.Vector, stored.Paper.Id, cancellationToken);
        return (stored.Paper.Id, known);
    }

    private static AssignAnswer Answer(TopicModel model, TopicMeta meta, PaperTopic? place) => place is { } found
        ? new AssignAnswer(meta, PaperTopicAnswer.Of(model, found), [.. model.Path(found.Topic).Select(TopicName.Of)], PlaceAnswer.Of(found.Place))
        : new AssignAnswer(meta with { Notices = [.. meta.Notices, "None of the nearest papers has a topic."] }, null, null, null);
}
