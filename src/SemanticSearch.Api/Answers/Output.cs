using System.Net.Mime;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers.Citations;

namespace SemanticSearch.Api.Answers;

/// <summary>A form of a ranking for other programs and feed readers, beside the JSON of this interface.</summary>
/// <param name="Name">How an address asks for it.</param>
/// <param name="MediaType">How the header Accept asks for it.</param>
/// <param name="Papers">How it writes papers; null for a feed.</param>
internal sealed record Output(string Name, string MediaType, PaperFormat? Papers)
{
    /// <summary>Atom, RFC 4287.</summary>
    public static readonly Output Atom = new("atom", "application/atom+xml", null);

    /// <summary>JSON Feed 1.1.</summary>
    public static readonly Output JsonFeed = new("json-feed", "application/feed+json", null);

    public static readonly IReadOnlyList<Output> OfPapers = [.. PaperFormat.All.Select(format => new Output(format.Name, format.MediaType, format))];

    public static readonly IReadOnlyList<Output> All = [.. OfPapers, Atom, JsonFeed];

    public bool IsFeed => Papers is null;

    /// <summary>What the answer says that it is.</summary>
    public string ContentType => MediaType.EndsWith("json", StringComparison.Ordinal) ? MediaType : MediaType + "; charset=utf-8";

    /// <summary>The form that an address ends in.</summary>
    /// <exception cref="ProblemException">There is none of this name.</exception>
    public static Output Named(string name) => All.FirstOrDefault(output => output.Name == name)
        ?? throw new Problem(ProblemCatalogue.NotFound, "The address ends in no format that there is.") { Valid = [.. All.Select(output => output.Name)] }.ToException();

    /// <summary>The form that a caller likes best, the first of several; null for the JSON of this interface.</summary>
    /// <param name="request">The request with its header Accept.</param>
    /// <param name="among">The forms that its address has.</param>
    public static Output? Preferred(HttpRequest request, IReadOnlyList<Output> among)
    {
        Output? best = null;
        var most = 0.0;
        foreach (var accepted in request.GetTypedHeaders().Accept)
        {
            var output = among.FirstOrDefault(output => accepted.MediaType.Equals(output.MediaType, StringComparison.OrdinalIgnoreCase));
            var quality = accepted.Quality ?? 1;
            if (quality > most && (output is not null || accepted.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)))
                (best, most) = (output, quality);
        }
        return best;
    }

    /// <summary>Everything that an address with these forms may answer.</summary>
    public static string[] MediaTypes(IReadOnlyList<Output> outputs) => [.. outputs.Select(output => output.MediaType)];
}
