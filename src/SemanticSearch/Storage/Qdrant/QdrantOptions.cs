namespace SemanticSearch.Storage.Qdrant;

/// <summary>Where the server is, and how the collection is spread over its nodes. Each property is a configuration key of the same name.</summary>
public sealed record QdrantOptions
{
    /// <summary>The address of the server's gRPC interface: <c>http://host:6334</c>, or <c>https://</c> for TLS.</summary>
    public string Endpoint { get; init; } = "http://localhost:6334";

    /// <summary>The key that the server asks for; null where it asks for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The name under which the papers are found: an alias, which stands for the newest of <c>NAME_v1</c>, <c>NAME_v2</c>, ...</summary>
    public string Collection { get; init; } = "papers";

    /// <summary>Into how many parts a new collection is split, 1 or more; a part lives on one node.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>How many copies of each part a new collection has, 1 or more.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>How many copies must have a write before it is acknowledged, from 1 to <see cref="Replicas"/>.</summary>
    public int WriteConsistency { get; init; } = 1;

    /// <summary>Everything but the key, since what is printed may be logged.</summary>
    public override string ToString() =>
        $"{Endpoint}, key {(ApiKey is null ? "none" : "given")}, collection {Collection}, shards {Shards}, replicas {Replicas}, write consistency {WriteConsistency}";
}
