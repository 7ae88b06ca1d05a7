using System.Diagnostics;
using Google.Protobuf;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Qdrant;
using SemanticSearch.Terms;
using SemanticSearch.Tests.Storage.Qdrant.InProcess;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// What the adapter costs over the gRPC calls that it makes. Both sides ask the same double in this process, in turn, so that what the
/// double takes is in both figures.
/// </summary>
internal static class QdrantBenchmark
{
    private const int Dimensions = 384;
    private const int Papers = 256;
    private const int Depth = 50;
    private const int WarmUp = 200;
    private const int Rounds = 600;
    private const int EncodeRounds = 40;

    private static readonly StoreManifest Manifest = new("benchmark", new string('0', 64), Dimensions, TermEncoder.Identity);

    private static readonly string[] Words =
        ["sparse", "attention", "coral", "reef", "lattice", "boson", "vaccine", "trial", "graph", "kernel", "basalt", "plume", "neuron", "synapse", "wage", "tax"];

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var server = await QdrantDouble.StartAsync();
        await using var store = Store(server.Endpoint);
        await store.OpenAsync(Manifest, cancellationToken);
        var papers = Corpus(new Random(1));
        await store.UpsertAsync(papers, cancellationToken);
        var semantic = new RetrievalQuery { Vector = papers[7].Vector, Depth = Depth };
        var hybrid = semantic with { Terms = TermEncoder.EncodeQuery("sparse coral") };
        var missing = await MissingAsync(store, hybrid, cancellationToken);
        return
        [
            .. await CompareAsync("a query by meaning", server, store, semantic, [Batch(semantic, hasTerms: false)], cancellationToken),
            .. await CompareAsync("a query by meaning and words", server, store, hybrid, [Batch(hybrid, hasTerms: true), missing], cancellationToken),
            .. Encoding(papers),
            await GoneAsync("nobody listens", server, cancellationToken),
        ];
    }

    private static QdrantStore Store(string endpoint) => new(
        new QdrantOptions { Endpoint = endpoint }, Resilience.ForQdrant(TimeProvider.System, NullLoggerFactory.Instance), TimeProvider.System, new QdrantTuning { Exact = true });

    private static async Task<IReadOnlyList<Measurement>> CompareAsync(
        string name, QdrantDouble server, QdrantStore store, RetrievalQuery query, Wire.QueryBatchPoints[] requests, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(server.Endpoint);
        var bare = new Wire.Points.PointsClient(channel);
        var (adapter, calls) = (new List<double>(), new List<double>());
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await store.RetrieveAsync(query, cancellationToken);
            var between = Stopwatch.GetTimestamp();
            foreach (var request in requests)
                await bare.QueryBatchAsync(request, cancellationToken: cancellationToken);
            if (round < 0)
                continue;
            adapter.Add(Stopwatch.GetElapsedTime(start, between).TotalMilliseconds);
            calls.Add(Stopwatch.GetElapsedTime(between).TotalMilliseconds);
        }
        return
        [
            new($"{name}, adapter, p50", Median(adapter), "ms"),
            new($"{name}, bare calls ({requests.Length}), p50", Median(calls), "ms"),
            new($"{name}, adapter / bare calls", Median(adapter) / Median(calls), "x"),
        ];
    }

    private static IEnumerable<Measurement> Encoding(List<StoredPaper> papers)
    {
        var tuning = new QdrantTuning();
        var (times, bytes) = (new List<double>(), 0L);
        for (var round = -EncodeRounds; round < EncodeRounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            bytes = PointRequests.Of("papers", papers.Select((paper, i) => PaperPoint.Of(paper, i)), tuning).Sum(request => (long)request.ToByteArray().Length);
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        yield return new($"encoding {papers.Count} papers", bytes / 1e6, "MB");
        yield return new("encoding papers for a write", bytes / 1e6 / Median(times), "MB/s");
    }

    private static async Task<Measurement> GoneAsync(string name, QdrantDouble server, CancellationToken cancellationToken)
    {
        await using var store = Store(server.Endpoint);
        await store.OpenAsync(Manifest, cancellationToken);
        await server.StopAsync();
        var start = Stopwatch.GetTimestamp();
        try
        {
            await store.StatisticsAsync(cancellationToken);
        }
        catch (StoreException)
        {
            return new($"learning that {name}", Stopwatch.GetElapsedTime(start).TotalMilliseconds, "ms");
        }
        throw new InvalidOperationException("A server that was stopped answered.");
    }

    // The requests of the adapter, made once.
    private static Wire.QueryBatchPoints Batch(RetrievalQuery query, bool hasTerms)
    {
        var batch = new Wire.QueryBatchPoints { CollectionName = "papers" };
        batch.QueryPoints.Add(new Wire.QueryPoints
        {
            CollectionName = "papers",
            Filter = PointFilter.Only([PointName.State]),
            WithPayload = new Wire.WithPayloadSelector { Enable = true },
            Limit = 1,
        });
        batch.QueryPoints.Add(Leg(new Wire.VectorInput { Dense = Dense(query.Vector) }, PaperPoint.Semantic, Depth));
        if (hasTerms)
            batch.QueryPoints.Add(Leg(new Wire.VectorInput { Sparse = PaperPoint.Sparse(query.Terms) }, PaperPoint.Terms, Depth));
        return batch;
    }

    private static async Task<Wire.QueryBatchPoints> MissingAsync(QdrantStore store, RetrievalQuery query, CancellationToken cancellationToken)
    {
        var near = await store.RetrieveAsync(query with { Terms = SparseVector.Empty }, cancellationToken);
        var worded = await store.RetrieveAsync(query with { Vector = default }, cancellationToken);
        var nearest = near.Candidates.Select(candidate => candidate.Id).ToList();
        var best = worded.Candidates.OrderByDescending(candidate => candidate.Lexical).Take(Depth).Select(candidate => candidate.Id).ToList();
        var batch = new Wire.QueryBatchPoints { CollectionName = "papers" };
        batch.QueryPoints.Add(Only(Leg(new Wire.VectorInput { Sparse = PaperPoint.Sparse(query.Terms) }, PaperPoint.Terms, Depth), nearest.Except(best)));
        batch.QueryPoints.Add(Only(Leg(new Wire.VectorInput { Dense = Dense(query.Vector) }, PaperPoint.Semantic, Depth), best.Except(nearest)));
        return batch;
    }

    private static Wire.QueryPoints Only(Wire.QueryPoints query, IEnumerable<PaperId> ids)
    {
        query.Filter = PointFilter.Only(ids.Select(PointName.Of));
        return query;
    }

    private static Wire.QueryPoints Leg(Wire.VectorInput nearest, string leg, int limit)
    {
        var fields = new Wire.PayloadIncludeSelector();
        fields.Fields.Add(PaperPoint.Id);
        return new Wire.QueryPoints
        {
            CollectionName = "papers",
            Query = new Wire.Query { Nearest = nearest },
            Using = leg,
            Limit = (ulong)limit,
            Params = new Wire.SearchParams { Exact = true },
            WithPayload = new Wire.WithPayloadSelector { Include = fields },
        };
    }

    private static Wire.DenseVector Dense(ReadOnlyMemory<float> vector)
    {
        var dense = new Wire.DenseVector();
        dense.Data.AddRange(vector.ToArray());
        return dense;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static List<StoredPaper> Corpus(Random random) => [.. Enumerable.Range(0, Papers).Select(i => MakePaper(i, random))];

    private static StoredPaper MakePaper(int number, Random random)
    {
        var text = string.Join(' ', Enumerable.Range(0, 150).Select(_ => Words[random.Next(Words.Length)]));
        var paper = new Paper
        {
            Id = PaperId.Parse($"benchmark:{number}"),
            Title = $"Paper {number} on {Words[number % Words.Length]}",
            Abstract = text,
            Authors = ["Ada Lovelace", "Alan Turing"],
            Categories = ["cs.LG"],
            Source = "benchmark",
            Date = new DateOnly(2000 + number % 25, 1, 1),
        };
        var vector = new float[Dimensions];
        for (var d = 0; d < Dimensions; d++)
            vector[d] = (float)(random.NextDouble() - 0.5);
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return new StoredPaper(paper, [.. vector.Select(value => value / length)], TermEncoder.EncodePassage(paper.Title, text), (ulong)number);
    }
}
