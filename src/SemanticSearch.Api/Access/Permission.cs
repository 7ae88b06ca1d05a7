using SemanticSearch.Api.Problems;

namespace SemanticSearch.Api.Access;

/// <summary>What a caller may do, each including the ones before it.</summary>
internal enum Right
{
    /// <summary>What everybody may: ask whether the service lives, and what a problem means.</summary>
    None,

    /// <summary>Ask.</summary>
    Read,

    /// <summary>Change the papers.</summary>
    Write,
}

/// <summary>What an address asks of its callers, as metadata of its endpoint. Where there is none, it is <see cref="Right.Read"/>.</summary>
internal sealed record Permission(Right Right);

/// <summary>How addresses say what they ask of their callers.</summary>
internal static class PermissionMarks
{
    /// <summary>The address answers whoever asks.</summary>
    public static T RequireNoKey<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Permission(Right.None));

    /// <summary>The address changes papers: it takes a write key, or a caller on this machine where no keys are set.</summary>
    public static RouteHandlerBuilder RequireWriteKey(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new Permission(Right.Write)).Produces<ProblemBody>(StatusCodes.Status403Forbidden, ProblemAnswers.ContentType);
}
