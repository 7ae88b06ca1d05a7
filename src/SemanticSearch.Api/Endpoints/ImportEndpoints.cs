using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SemanticSearch.Api.Access;
using SemanticSearch.Api.Limits;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What became of a line, or of the whole input at its end.</summary>
/// <param name="Line">The line, 1-based; left out where the rest of the input was not read.</param>
/// <param name="Id">The paper; left out for what was refused.</param>
/// <param name="Outcome">added, updated, unchanged, refused, or failed where the rest was not read.</param>
/// <param name="Code">Why, for scripts; left out for a paper that is stored.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record ImportedLineAnswer(
    long? Line, string? Id, string Outcome, string? Code = null, string? Reason = null);

/// <summary>A paper that is gone.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Outcome">deleted.</param>
public sealed record DeletedAnswer(string Id, string Outcome);

/// <summary>Papers in and out of the store.</summary>
internal static class ImportEndpoints
{
    private const string Lines = "application/x-ndjson";

    // A page of another site cannot send these without asking first, which forms could: this holds writes off that nobody meant.
    private static readonly string[] LineTypes = [Lines, "application/ndjson", "application/jsonl"];

    public static void MapImport(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/papers/import", ImportAsync)
            .Describe("Papers", "import", "Adds or replaces papers, a JSON object a line as /v1/export writes them, and answers a line for each once it is stored. The body may be of any length, and gzip.", ParameterTable.None, 400, 415, 500, 503)
            .Accepts<string>(Lines, "application/ndjson", "application/jsonl").Produces<ImportedLineAnswer>(StatusCodes.Status200OK, Lines).Streams().RequireWriteKey();
        routes.MapDelete("/v1/papers/{id}", DeleteAsync)
            .Describe("Papers", "deletePaper", "Removes one paper.", ParameterTable.None, 400, 404, 500, 503).WithMetadata(PaperEndpoints.Id).RequireWriteKey();
        routes.MapDelete("/v1/papers/{**id:minlength(1)}", DeleteAsync).ExcludeFromDescription().RequireWriteKey();
    }

    private static async Task<Ok<DeletedAnswer>> DeleteAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = PaperEndpoints.IdOf(context);
        QueryParameters.Read(context.Request, ParameterTable.None);
        return await engine.Indexing.DeleteAsync([id], cancellationToken) > 0 ? TypedResults.Ok(new DeletedAnswer(id.Value, "deleted")) : throw new PaperNotFoundException(id);
    }

    private static PushStreamHttpResult ImportAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !LineTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            throw ProblemCatalogue.UnsupportedMediaType.Refusal($"The body has the type {Quote.Of(context.Request.ContentType ?? "")}; it takes {string.Join(", ", LineTypes)}.");
        var json = AnswerJson.Options;
        return TypedResults.Stream(output => WriteAsync(engine, context.Request.Body, output, json, cancellationToken), Lines);
    }

    private static async Task WriteAsync(Engine engine, Stream input, Stream output, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in LineImport.RunAsync(engine.Indexing, engine.Store, new JsonLinesSource(input, "body"), cancellationToken))
                await WriteAsync(output, Answer(line), json, cancellationToken);
        }
        // The answer has begun, so that its status can no longer tell.
        catch (PaperSourceException unreadable)
        {
            await WriteAsync(output, new ImportedLineAnswer(null, null, "failed", ProblemCatalogue.BadRequest.Code, unreadable.Message), json, cancellationToken);
        }
        catch (StoreException refusal)
        {
            var problem = Problem.StoreRefuses(refusal);
            await WriteAsync(output, new ImportedLineAnswer(null, null, "failed", problem.Kind.Code, problem.Detail), json, cancellationToken);
        }
    }

    private static ImportedLineAnswer Answer(ImportedLine line) => new(line.Line, line.Id?.Value, Choice.Word(line.Outcome), line.Refusal?.Code, line.Refusal?.Reason);

    private static async Task WriteAsync(Stream output, ImportedLineAnswer line, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(output, line, json, cancellationToken);
        await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
