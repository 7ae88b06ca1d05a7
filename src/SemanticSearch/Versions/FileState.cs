namespace SemanticSearch.Versions;

/// <summary>What the file says of itself at one moment.</summary>
/// <param name="Version">The state of the store that it describes; null where it may lack something.</param>
/// <param name="Open">Writes that are not known to have reached the store: under way, or broken off.</param>
/// <param name="Last">The number of the last record that was written.</param>
internal sealed record FileState(string? Version, IReadOnlyList<OpenWrite> Open, long Last)
{
    /// <summary>Whether nobody wrote between two looks.</summary>
    public bool Equals(FileState? other) => other is not null && Version == other.Version && Last == other.Last && Open.SequenceEqual(other.Open);

    public override int GetHashCode() => HashCode.Combine(Version, Last, Open.Count);
}

/// <summary>A write of the store that was told to the file.</summary>
/// <param name="Token">Its name.</param>
/// <param name="First">The first record that the file has of it; 0 where it has none.</param>
/// <param name="Last">The last one.</param>
internal sealed record OpenWrite(string Token, long First, long Last);

/// <summary>Which records of a batch are of the same papers as others.</summary>
/// <param name="Known">Places in the batch with numbers of records that the file has.</param>
/// <param name="Within">Two places in the batch.</param>
/// <param name="Last">The last record that the file had.</param>
/// <param name="IsUnresolved">Whether the store did not have a record that the file has: it is gone, or about to come.</param>
internal sealed record FoundPairs(IReadOnlyList<(int Place, long Number)> Known, IReadOnlyList<(int Later, int Earlier)> Within, long Last, bool IsUnresolved);

/// <summary>A batch that the file knows and the store does not yet.</summary>
/// <param name="Write">Its name and its numbers, which are in the order of the records.</param>
internal sealed record ToldBatch(IReadOnlyList<ToldRecord> Records, FoundPairs Found, OpenWrite Write);
