using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;

namespace SemanticSearch.Contract.Answers;

/// <summary>Makes the addresses of this service.</summary>
public static class Links
{
    /// <summary>The path of papers like several.</summary>
    public const string SimilarToSeveral = "/v1/similar";

    /// <summary>The path of all topics.</summary>
    public const string Topics = "/v1/topics";

    /// <summary>The path of the map.</summary>
    public const string Map = "/v1/map";

    /// <summary>The path of single points of the map.</summary>
    public const string MapPapers = Map + "/papers";

    /// <summary>The path of the months of all points of the map.</summary>
    public const string MapMonths = Map + "/months";

    /// <summary>The path of a topic.</summary>
    public static string Topic(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Topics}/{id}");

    /// <summary>The path of a paper's record.</summary>
    public static string Paper(PaperId id) => $"/v1/papers/{Segment(id)}";

    /// <summary>The path of papers like one.</summary>
    public static string Similar(PaperId id) => $"/v1/papers/{Segment(id)}/similar";

    /// <summary>The path of a paper's page for readers.</summary>
    public static string PaperPage(PaperId id) => $"/papers/{Segment(id)}";

    /// <summary>A path with parameters.</summary>
    public static string With(string path, IEnumerable<(string Name, string Value)> parameters)
    {
        var query = string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Escaped(parameter.Value)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>The parameters of a request with another cursor, or none.</summary>
    public static IEnumerable<(string Name, string Value)> WithCursor(Given given, string? cursor)
    {
        var others = given.Texts.Where(parameter => parameter.Name != RankingParameters.CursorText.Name);
        return cursor is null ? others : others.Append((RankingParameters.CursorText.Name, cursor));
    }

    private static string Segment(PaperId id) => Escaped(id.Value);

    // A colon needs no escape anywhere in an address, and ids are full of them.
    private static string Escaped(string text) => Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
