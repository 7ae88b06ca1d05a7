namespace SemanticSearch.Storage.Qdrant;

/// <summary>How the store uses its server.</summary>
internal sealed record QdrantTuning
{
    /// <summary>Whether every vector is compared, as a proof needs it; in service the server's graph finds the nearest, nearly always.</summary>
    public bool Exact { get; init; }

    /// <summary>How many rows one answer may have: the greatest depth of a leg, and as far as an answer without a counter is counted out.</summary>
    public int MostRows { get; init; } = PaperCollection.MostQueryRows;

    /// <summary>How many papers are read with their vectors at once.</summary>
    public int PagePapers { get; init; } = 256;

    /// <summary>How many papers one request may write; the server's own limit is above it, since the state goes along.</summary>
    public int MostRequestPapers { get; init; } = 1000;

    /// <summary>How large a request may become: the customary limit of gRPC, which proxies keep to.</summary>
    public int MostRequestBytes { get; init; } = 4 << 20;

    /// <summary>How many requests of a bulk load are under way at once.</summary>
    public int BulkRequests { get; init; } = 4;
}
