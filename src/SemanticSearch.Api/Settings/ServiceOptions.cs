namespace SemanticSearch.Api.Settings;

/// <summary>What the service must know beside what the engine must. Each property is one or more configuration keys.</summary>
public sealed record ServiceOptions
{
    /// <summary>Whether an empty store is filled with the sample.</summary>
    public bool Sample { get; init; } = true;

    /// <summary>Whether sentences are made ready to be shown as evidence before anybody asks.</summary>
    public bool PrepareEvidence { get; init; } = true;

    /// <summary>Whether anybody may read without a key, from other machines too.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>The SHA-256 of each key that may read.</summary>
    public IReadOnlyList<byte[]> ReadKeys { get; init; } = [];

    /// <summary>The SHA-256 of each key that may read and write.</summary>
    public IReadOnlyList<byte[]> WriteKeys { get; init; } = [];

    /// <summary>How many requests a minute one key may make, and all callers without a key together; null for any number.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The sites whose pages may read answers in a browser, as <c>https://example.org</c>; <c>*</c> for any.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    public bool HasKeys => ReadKeys.Count + WriteKeys.Count > 0;
}
