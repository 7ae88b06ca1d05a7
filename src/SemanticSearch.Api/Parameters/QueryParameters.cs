using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Parameters;

/// <summary>Reads the query string as it was sent, and nothing that its table does not name.</summary>
internal static class QueryParameters
{
    /// <param name="request">The request.</param>
    /// <param name="table">What may be given.</param>
    /// <param name="dropEmpty">Whether empty values count as not given: a form sends all of its fields.</param>
    /// <exception cref="ProblemException">Anything is unknown, given too often, missing, or does not fit.</exception>
    public static Given Read(HttpRequest request, ParameterTable table, bool dropEmpty = false)
    {
        var given = new Given(table);
        foreach (var (name, value) in Pairs(request.QueryString))
        {
            var parameter = table.Find(name);
            if (!dropEmpty || value.Trim().Length > 0)
                given.AddText(parameter, value);
        }
        return given.Complete();
    }

    private static IEnumerable<(string Name, string Value)> Pairs(QueryString query)
    {
        foreach (var pair in (query.Value ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var name = PercentEncoding.Decode(equals < 0 ? pair : pair[..equals], plusIsSpace: true, "The name of a parameter");
            yield return (name, equals < 0 ? "" : PercentEncoding.Decode(pair[(equals + 1)..], plusIsSpace: true, Quote.Of(name)));
        }
    }
}
