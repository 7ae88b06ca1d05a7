using System.Net.Mime;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Endpoints;

/// <summary>The map of papers, as columns of JSON or as eight bytes a paper.</summary>
internal static class MapEndpoints
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>What was made of each model, which is the same for all who ask: that of a model that is no longer used goes with it.</summary>
    private static readonly ConditionalWeakTable<TopicModel, DrawnMap> Drawn = [];

    public static void MapMap(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(Links.Map, Verbs.Read, GetAsync)
            .Describe("Topics", "map", "Where every paper is on the map: columns of JSON, or 8 bytes a paper for \"Accept: application/octet-stream\". \"If-None-Match\" with the ETag of an answer is answered by 304 while nothing has changed.",
                ParameterTable.None, 400, 404, 500, 503)
            .Produces<MapAnswer>(200, MediaTypeNames.Application.Json, MediaTypeNames.Application.Octet).IsKnownByTag();

    private static async Task<IResult> GetAsync(HttpContext context, EngineHost host, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var asBytes = PrefersBytes(context.Request);
        var drawn = Drawn.GetValue(model, key => new DrawnMap(key));
        return asBytes
            ? TypedResults.Bytes(drawn.Bytes, MediaTypeNames.Application.Octet)
            // The address by which the service was reached stands in the columns.
            : TypedResults.Bytes(drawn.Json(context.Request.Site().Whole(Links.Map), json.Value.SerializerOptions), Json);
    }

    /// <summary>Whether the caller names bytes, and likes nothing better.</summary>
    private static bool PrefersBytes(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        var bytes = Quality(accepted, MediaTypeNames.Application.Octet);
        return bytes > 0 && bytes >= Quality(accepted, MediaTypeNames.Application.Json);
    }

    /// <summary>How much a type that is named is wanted, 0 to 1; 0 for one that is not.</summary>
    private static double Quality(IList<MediaTypeHeaderValue> accepted, string mediaType) =>
        accepted.FirstOrDefault(type => type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)) is { } named ? named.Quality ?? 1 : 0;

    /// <summary>Both forms of the map of one model, each made when somebody first asks for it.</summary>
    private sealed class DrawnMap(TopicModel model)
    {
        private readonly Lazy<byte[]> _bytes = new(() => MapBytes.Of(model));
        private volatile Addressed? _json;

        public byte[] Bytes => _bytes.Value;

        /// <summary>The columns with the address that they were asked by; those of the last one are kept, as most callers use the same.</summary>
        public byte[] Json(string self, JsonSerializerOptions options)
        {
            if (_json is { } kept && kept.Self == self)
                return kept.Bytes;
            var made = new Addressed(self, JsonSerializer.SerializeToUtf8Bytes(MapAnswer.Of(model, self), options));
            _json = made;
            return made.Bytes;
        }

        private sealed record Addressed(string Self, byte[] Bytes);
    }
}
