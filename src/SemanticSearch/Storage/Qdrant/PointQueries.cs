using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>The searches that a retrieval is made of, with its vector and its terms, and how the server is asked several at once.</summary>
internal sealed class PointQueries(QdrantConnection connection, RetrievalQuery query, QdrantTuning tuning, CancellationToken cancellationToken)
{
    private readonly string _collection = connection.Options.Collection;

    /// <summary>Asks for the state of the store, so that it is of the same moment as what is asked beside it.</summary>
    public Wire.QueryPoints State => new()
    {
        CollectionName = _collection,
        Filter = PointFilter.Only([PointName.State]),
        WithPayload = new Wire.WithPayloadSelector { Enable = true },
        Limit = 1,
    };

    /// <summary>The nearest papers that pass a filter.</summary>
    public Wire.QueryPoints Nearest(int limit, Wire.Filter? filter) => ByVector(limit, filter, tuning.Exact);

    /// <summary>The similarity of these points.</summary>
    // So few points are compared one by one in any case.
    public Wire.QueryPoints Similarity(IReadOnlyCollection<string> uuids) => ByVector(uuids.Count, PointFilter.Only(uuids), exact: true);

    /// <summary>The papers that pass a filter and have any of the terms, the best first.</summary>
    public Wire.QueryPoints ByTerms(int limit, Wire.Filter? filter) =>
        Limited(new Wire.VectorInput { Sparse = PaperPoint.Sparse(query.Terms) }, PaperPoint.Terms, limit, filter);

    /// <summary>The answers to questions that are asked in one request, in their order.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Wire.ScoredPoint>>> AskAsync(IEnumerable<Wire.QueryPoints> questions)
    {
        var batch = new Wire.QueryBatchPoints { CollectionName = _collection };
        batch.QueryPoints.AddRange(questions);
        var answer = await connection.Points.QueryBatchAsync(batch, cancellationToken: cancellationToken);
        return [.. answer.Result.Select(result => result.Result)];
    }

    /// <summary>The state in answers whose first is that to <see cref="State"/>.</summary>
    /// <exception cref="StoreException">There is none.</exception>
    public StoreState StateIn(IReadOnlyList<IReadOnlyList<Wire.ScoredPoint>> answers) => answers[0].Count > 0
        ? StoreState.Read(answers[0][0].Payload)
        : throw PaperCollection.NoState(_collection);

    /// <summary>These fields of the payload and no other.</summary>
    public static Wire.WithPayloadSelector Fields(params IEnumerable<string> names)
    {
        var include = new Wire.PayloadIncludeSelector();
        include.Fields.AddRange(names);
        return new Wire.WithPayloadSelector { Include = include };
    }

    private Wire.QueryPoints ByVector(int limit, Wire.Filter? filter, bool exact)
    {
        var dense = new Wire.DenseVector();
        dense.Data.AddRange(query.Vector.ToArray());
        var search = Limited(new Wire.VectorInput { Dense = dense }, PaperPoint.Semantic, limit, filter);
        search.Params = exact
            ? new Wire.SearchParams { Exact = true }
            : new Wire.SearchParams { Quantization = new Wire.QuantizationSearchParams { Rescore = true, Oversampling = 2 } };
        return search;
    }

    private Wire.QueryPoints Limited(Wire.VectorInput nearest, string leg, int limit, Wire.Filter? filter)
    {
        var search = new Wire.QueryPoints
        {
            CollectionName = _collection,
            Query = new Wire.Query { Nearest = nearest },
            Using = leg,
            Limit = (ulong)limit,
            WithPayload = Fields(PaperPoint.Id),
        };
        if (filter is not null)
            search.Filter = filter;
        return search;
    }
}
