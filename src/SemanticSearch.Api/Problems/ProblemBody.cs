using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Problems;

/// <summary>A problem as it is sent: RFC 9457 with a stable code and what helps to mend the request.</summary>
public sealed record ProblemBody
{
    /// <summary>Where the kind of problem is documented, relative to this service.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The kind of problem, for scripts.</summary>
    public required string Code { get; init; }

    /// <summary>What was found, and what was expected.</summary>
    public required string Detail { get; init; }

    /// <summary>The parameter or JSON member at fault.</summary>
    public string? Parameter { get; init; }

    /// <summary>What to try.</summary>
    public string? Hint { get; init; }

    /// <summary>The names or words that would have been right.</summary>
    public IReadOnlyList<string>? Valid { get; init; }

    /// <summary>Finds this request in the log of the service.</summary>
    public required string TraceId { get; init; }

    public static ProblemBody Of(Problem problem, string traceId) => new()
    {
        Type = problem.Kind.Path,
        Title = problem.Kind.Title,
        Status = problem.Kind.Status,
        Code = problem.Kind.Code,
        Detail = problem.Detail,
        Parameter = problem.Parameter,
        Hint = problem.Hint,
        Valid = problem.Valid,
        TraceId = traceId,
    };
}
