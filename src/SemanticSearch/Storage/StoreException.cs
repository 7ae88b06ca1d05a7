namespace SemanticSearch.Storage;

/// <summary>The kinds of refusal of a store, stable enough to be switched on.</summary>
public enum StoreProblem
{
    /// <summary>The store holds vectors of another model or terms of another encoder.</summary>
    OtherModel,

    /// <summary>The store was written by a newer version of the program.</summary>
    NewerFormat,

    /// <summary>The store was written by an older version of the program, and lacks what this one needs.</summary>
    OlderFormat,

    /// <summary>The folder or file is not a store of this program.</summary>
    NotAStore,

    /// <summary>Another process has the store open for writing.</summary>
    InUse,

    /// <summary>The store cannot be written: read-only folder, full disk, failed sync.</summary>
    NotWritable,

    /// <summary>What is stored does not match its own hash.</summary>
    Damaged,

    /// <summary>The store's server does not answer, or cannot at the moment.</summary>
    Unavailable,

    /// <summary>The store's server does not take the key, or the key does not allow what was asked.</summary>
    AccessDenied,

    /// <summary>The store's server refuses what it was asked, and would again.</summary>
    RequestRefused,
}

/// <summary>A store refuses: what is wrong, where, what was expected and found, and what to do.</summary>
public sealed class StoreException(StoreProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreProblem Problem { get; } = problem;

    /// <summary>After how long it makes sense to ask again; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
