using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Contract.Problems;

/// <summary>One occurrence of a kind.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Detail">What was found where, and what was expected; it may quote the request, and never the insides of the service.</param>
public sealed record Problem(ProblemKind Kind, string Detail)
{
    /// <summary>The parameter or JSON member at fault, as <c>category</c> or <c>like[2].id</c>.</summary>
    public string? Parameter { get; init; }

    /// <summary>What to try.</summary>
    public string? Hint { get; init; }

    /// <summary>The names or words that would have been right.</summary>
    public IReadOnlyList<string>? Valid { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static Problem PaperNotFound(PaperId id) => new(ProblemCatalogue.PaperNotFound, $"No paper {id} is in this store.");

    private const int StandardRetrySeconds = 5;

    /// <summary>The store's own message names folders and servers, so it stays in the log.</summary>
    public static Problem StoreRefuses(StoreException refusal) =>
        new(ProblemCatalogue.StoreUnavailable, $"The store refuses ({refusal.Problem}).")
        {
            RetryAfterSeconds = refusal.RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : StandardRetrySeconds,
        };

    public ProblemException ToException() => new(this);
}

/// <summary>Ends a request with a problem as its answer.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
