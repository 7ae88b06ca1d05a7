using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Contract.Answers;

/// <summary>How answers are written, whoever asks and on whichever way.</summary>
public static class AnswerJson
{
    /// <summary>The form of every answer.</summary>
    public static readonly JsonSerializerOptions Options = Made();

    /// <summary>Gives a writer of JSON the form of the answers.</summary>
    public static void Shape(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.NumberHandling = JsonNumberHandling.Strict;
        // Addresses and names stay readable; nothing of it is ever put into a page.
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.Converters.Add(new RoundedNumber());
    }

    /// <summary>An answer as its members.</summary>
    public static JsonObject Of<T>(T answer) => JsonSerializer.SerializeToNode(answer, Options)!.AsObject();

    /// <summary>A ranking with nothing of its papers but what was asked for.</summary>
    public static JsonObject Selected(RankingAnswer answer, Given given)
    {
        var all = Of(answer);
        if (given.Has(RankingParameters.Select))
            all["results"] = new JsonArray([.. all["results"]!.AsArray().Select(paper => PaperFields.Keep(paper!.AsObject(), given.All(RankingParameters.Select)))]);
        return all;
    }

    /// <summary>One paper, or what of it was asked for.</summary>
    public static JsonObject Selected(PaperAnswer answer, Given given) =>
        given.Has(RankingParameters.Select) ? PaperFields.Keep(Of(answer), given.All(RankingParameters.Select)) : Of(answer);

    private static JsonSerializerOptions Made()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Shape(json);
        json.MakeReadOnly(populateMissingResolver: true);
        return json;
    }
}
