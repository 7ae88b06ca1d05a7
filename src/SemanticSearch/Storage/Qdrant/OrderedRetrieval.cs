using Google.Protobuf.Collections;
using SemanticSearch.Papers;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// The first papers of an answer in an order of its own, each with both scores. The server orders by a number; among the papers that are
/// equal in it their ids decide, which the server does not order by, so that these are listed.
/// </summary>
/// <remarks>
/// Of more equal papers than one answer may have, those whose points' names come first are listed: the same ones for equal content, in the
/// order of their ids.
/// </remarks>
internal sealed class OrderedRetrieval(
    QdrantConnection connection, RetrievalQuery query, QdrantTuning tuning, PointQueries questions, CancellationToken cancellationToken)
{
    private readonly int _depth = Math.Min(query.Depth, tuning.MostRows);

    /// <summary>A paper in the order; without a value it comes last.</summary>
    private readonly record struct Place(string Uuid, PaperId Id, long? Value);

    /// <summary>Where a paper's point has what it is ordered by.</summary>
    public string Field { get; } = query.Order == CandidateOrder.Date ? PaperPoint.Day : PaperPoint.Upvotes;

    /// <summary>The first of all papers that pass a filter.</summary>
    public async Task<Found> OfAllAsync(Wire.Filter? filter)
    {
        var first = await ScrollAsync(filter, _depth, new Wire.OrderBy { Key = Field, Direction = Wire.Direction.Desc });
        if (first.Count < _depth)
            return await ScoredAsync(first.Concat(await ScrollAsync(And(filter, PointFilter.IsEmpty(Field)), tuning.MostRows)));
        // Which of those that are equal to the last one are among the first is not told by the order of the server.
        var last = first.Min(place => place.Value!.Value);
        var equal = await ScrollAsync(And(filter, PointFilter.Field(Field, new Wire.Match { Integer = last })), tuning.MostRows);
        return await ScoredAsync(first.Where(place => place.Value > last).Concat(equal));
    }

    /// <summary>The first of papers that the server listed with <see cref="Field"/> and their ids.</summary>
    public Task<Found> AmongAsync(IEnumerable<Wire.ScoredPoint> listed) => ScoredAsync(listed.Select(point => PlaceOf(point.Id, point.Payload)));

    private async Task<IReadOnlyList<Place>> ScrollAsync(Wire.Filter? filter, int limit, Wire.OrderBy? order = null)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = connection.Options.Collection,
            // What has no value may be the state of the store.
            Filter = PointFilter.OfPapers(filter),
            Limit = (uint)limit,
            WithPayload = PointQueries.Fields(PaperPoint.Id, Field),
        };
        if (order is not null)
            request.OrderBy = order;
        var answer = await connection.Points.ScrollAsync(request, cancellationToken: cancellationToken);
        return [.. answer.Result.Select(point => PlaceOf(point.Id, point.Payload))];
    }

    private Place PlaceOf(Wire.PointId id, MapField<string, Wire.Value> payload) =>
        new(id.Uuid, PaperPoint.IdOf(payload), payload.TryGetValue(Field, out var value) ? value.IntegerValue : null);

    private static Wire.Filter And(Wire.Filter? filter, Wire.Condition condition)
    {
        var both = filter?.Clone() ?? new Wire.Filter();
        both.Must.Add(condition);
        return both;
    }

    private async Task<Found> ScoredAsync(IEnumerable<Place> places)
    {
        var first = places.OrderByDescending(place => place.Value ?? long.MinValue).ThenBy(place => place.Id.Key, StringComparer.Ordinal).Take(_depth).ToList();
        string[] uuids = [.. first.Select(place => place.Uuid)];
        var (hasVector, hasTerms) = (!query.Vector.IsEmpty && uuids.Length > 0, query.Terms.Count > 0 && uuids.Length > 0);
        var asked = new List<Wire.QueryPoints> { questions.State };
        if (hasVector)
            asked.Add(questions.Similarity(uuids));
        if (hasTerms)
            asked.Add(questions.ByTerms(uuids.Length, PointFilter.Only(uuids)));
        var answers = await questions.AskAsync(asked);
        var similarity = hasVector ? ScoresIn(answers[1]) : [];
        var lexical = hasTerms ? ScoresIn(answers[^1]) : [];
        return new Found(
            questions.StateIn(answers),
            // What has no similarity was removed since it was listed.
            [.. first.Where(place => !hasVector || similarity.ContainsKey(place.Uuid))
                .Select(place => new Candidate(place.Id, similarity.GetValueOrDefault(place.Uuid), lexical.GetValueOrDefault(place.Uuid)))],
            SimilarityBound: -1, LexicalBound: 0);
    }

    private static Dictionary<string, float> ScoresIn(IEnumerable<Wire.ScoredPoint> points) => points.ToDictionary(point => point.Id.Uuid, point => point.Score);
}
