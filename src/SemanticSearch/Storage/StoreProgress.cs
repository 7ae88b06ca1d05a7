namespace SemanticSearch.Storage;

/// <summary>What a store is busy with while it opens or is checked.</summary>
/// <param name="Activity">What it does, in words.</param>
/// <param name="Rows">How many rows it has gone through.</param>
public readonly record struct StoreProgress(string Activity, long Rows);
