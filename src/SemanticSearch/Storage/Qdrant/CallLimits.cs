using Polly;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>What one call to the server may cost, for the pipeline that runs it.</summary>
/// <param name="Try">How long one try may take.</param>
/// <param name="Total">How long all tries with the pauses between them may take.</param>
/// <param name="IsIdempotent">Whether a call whose outcome is unknown may be made again.</param>
internal readonly record struct CallLimits(TimeSpan Try, TimeSpan Total, bool IsIdempotent)
{
    /// <summary>Where a pipeline finds the limits of the call that it runs.</summary>
    public static readonly ResiliencePropertyKey<CallLimits> Key = new("qdrant.limits");

    private static readonly CallLimits Reading = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), IsIdempotent: true);

    private static readonly CallLimits Writing = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90), IsIdempotent: true);

    // A second try would find what the first one made, and call it somebody else's.
    private static readonly CallLimits Making = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), IsIdempotent: false);

    /// <summary>
    /// The limits of a method by its full name. Point ids are made from the papers' names and the store's state is written in absolute
    /// numbers, so that every write but the making of a collection may be repeated.
    /// </summary>
    public static CallLimits Of(string fullName) => fullName switch
    {
        "/qdrant.Collections/Create" => Making,
        "/qdrant.Points/Upsert" or "/qdrant.Points/UpdateBatch" or "/qdrant.Points/Delete" or "/qdrant.Points/CreateFieldIndex"
            or "/qdrant.Collections/Update" or "/qdrant.Collections/Delete" or "/qdrant.Collections/UpdateAliases" => Writing,
        _ => Reading,
    };
}
