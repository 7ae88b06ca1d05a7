using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>The papers that drew the least numbers, page by page from the server's order of these.</summary>
internal static class DrawnSample
{
    public static async Task<IReadOnlyList<SampledPaper>> RunAsync(QdrantConnection connection, QdrantTuning tuning, int count, CancellationToken cancellationToken)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = connection.Options.Collection,
            Limit = (uint)tuning.PagePapers,
            WithPayload = PointQueries.Fields(PaperPoint.Id, PaperPoint.Draw),
            WithVectors = new Wire.WithVectorsSelector { Include = new Wire.VectorsSelector() },
        };
        request.WithVectors.Include.Names.Add(PaperPoint.Semantic);
        var drawn = new List<(long Draw, SampledPaper Paper)>();
        await foreach (var point in PointScroll.AscendingAsync(connection, request, PaperPoint.Draw, cancellationToken))
        {
            var draw = point.Payload[PaperPoint.Draw].IntegerValue;
            // All that drew the same as the last one take part: their ids decide which of them it is.
            if (drawn.Count >= count && draw != drawn[^1].Draw)
                break;
            drawn.Add((draw, new SampledPaper(PaperPoint.IdOf(point.Payload), PaperPoint.VectorOf(point))));
        }
        return [.. drawn.OrderBy(entry => entry.Draw).ThenBy(entry => entry.Paper.Id).Take(count).Select(entry => entry.Paper)];
    }
}
