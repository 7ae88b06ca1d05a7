using System.Globalization;
using System.Text.Json.Nodes;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Indexer;

/// <summary>Shows a ranking.</summary>
internal static class RankingAnswer
{
    /// <summary>What a terminal shows at least, and a page of a pager too.</summary>
    private const int Width = 80;

    /// <summary>Room for the rank, so that everything else stands in one column.</summary>
    private const int Indent = 5;

    public static void Give(Invocation invocation, SearchResult result, string model)
    {
        invocation.Answer(Document(result, model), string.Join('\n', result.Hits.Select(Text)));
        Invocation.Say(string.Create(
            CultureInfo.InvariantCulture, $"{result.Hits.Count} of {result.Total:N0} papers, in {result.Timings.Total.TotalMilliseconds:0} ms."));
        if (result.QueryLength is { Truncated: true } length)
            Invocation.Say($"The text is longer than the model reads: the first {length.Tokens} tokens were compared by meaning.");
    }

    private static object Document(SearchResult result, string model) => new
    {
        Meta = new
        {
            result.Total,
            TotalRelation = result.TotalRelation == Storage.TotalRelation.Exact ? "eq" : "gte",
            TookMs = Math.Round(result.Timings.Total.TotalMilliseconds, 3),
            result.IndexVersion,
            Model = model,
            TruncatedAtTokens = result.QueryLength is { Truncated: true } length ? length.Tokens : (int?)null,
        },
        Results = result.Hits.Select(Document),
    };

    // The record as it could be indexed again, and its place in the ranking.
    private static JsonObject Document(SearchHit hit, int index)
    {
        var document = JsonNode.Parse(PaperWriter.ToJson(hit.Paper))!.AsObject();
        document.Insert(0, "rank", index + 1);
        document["score"] = Rounded(hit.Score);
        if (hit.Similarity is { } similarity)
            document["similarity"] = Rounded(similarity);
        return document;
    }

    private static string Text(SearchHit hit, int index)
    {
        var lines = Wrapped(hit.Paper.Title.Length > 0 ? hit.Paper.Title : hit.Paper.Abstract).Select(line => new string(' ', Indent) + line);
        var title = string.Create(CultureInfo.InvariantCulture, $"{index + 1,Indent - 2}  ") + string.Join('\n', lines)[Indent..];
        return $"{title}\n{new string(' ', Indent)}{string.Join("  ", Facts(hit))}";
    }

    private static IEnumerable<string> Facts(SearchHit hit)
    {
        yield return hit.Paper.Id.Value;
        if (hit.Paper.Date is { } date)
            yield return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (hit.Similarity is { } similarity)
            yield return string.Create(CultureInfo.InvariantCulture, $"similarity {similarity:0.000}");
        yield return string.Create(CultureInfo.InvariantCulture, $"score {hit.Score:0.000}");
    }

    private static IEnumerable<string> Wrapped(string text)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && Indent + line.Length + 1 + word.Length > Width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }

    private static double Rounded(float score) => Math.Round((double)score, 6);
}
