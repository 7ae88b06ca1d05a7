using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>The double is asked what a real server was asked, in the same order, and must answer the same.</summary>
public sealed class RecordingTests
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    private static readonly Dictionary<string, Func<byte[], IMessage>> Answers = new()
    {
        ["qdrant.Collections/Get"] = Parse(Wire.GetCollectionInfoResponse.Parser),
        ["qdrant.Collections/List"] = Parse(Wire.ListCollectionsResponse.Parser),
        ["qdrant.Collections/Create"] = Parse(Wire.CollectionOperationResponse.Parser),
        ["qdrant.Collections/Update"] = Parse(Wire.CollectionOperationResponse.Parser),
        ["qdrant.Collections/Delete"] = Parse(Wire.CollectionOperationResponse.Parser),
        ["qdrant.Collections/UpdateAliases"] = Parse(Wire.CollectionOperationResponse.Parser),
        ["qdrant.Collections/ListAliases"] = Parse(Wire.ListAliasesResponse.Parser),
        ["qdrant.Collections/ListCollectionAliases"] = Parse(Wire.ListAliasesResponse.Parser),
        ["qdrant.Collections/CollectionExists"] = Parse(Wire.CollectionExistsResponse.Parser),
        ["qdrant.Points/Upsert"] = Parse(Wire.PointsOperationResponse.Parser),
        ["qdrant.Points/Delete"] = Parse(Wire.PointsOperationResponse.Parser),
        ["qdrant.Points/CreateFieldIndex"] = Parse(Wire.PointsOperationResponse.Parser),
        ["qdrant.Points/DeleteFieldIndex"] = Parse(Wire.PointsOperationResponse.Parser),
        ["qdrant.Points/UpdateBatch"] = Parse(Wire.UpdateBatchResponse.Parser),
        ["qdrant.Points/Get"] = Parse(Wire.GetResponse.Parser),
        ["qdrant.Points/Scroll"] = Parse(Wire.ScrollResponse.Parser),
        ["qdrant.Points/Count"] = Parse(Wire.CountResponse.Parser),
        ["qdrant.Points/Query"] = Parse(Wire.QueryResponse.Parser),
        ["qdrant.Points/QueryBatch"] = Parse(Wire.QueryBatchResponse.Parser),
        ["qdrant.Points/Facet"] = Parse(Wire.FacetResponse.Parser),
    };

    // The file of snapshots is left out: they are the operator's, and the store asks for none.
    public static TheoryData<string> Files => ["1-collections", "2-payload-indexes", "3-points", "4-query", "5-errors", "5-errors-auth"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_a_real_server_answered_the_double_answers(string file)
    {
        var path = Repository.SharedOrSkip("reference", "qdrant-recordings", file + ".jsonl");
        await using var server = await QdrantDouble.StartAsync();
        if (file == "5-errors-auth")
            (server.Key, server.ReadKey) = ("write-key-for-tests", "read-key-for-tests");
        using var channel = GrpcChannel.ForAddress(server.Endpoint, new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        var differences = new List<string>();
        var compared = 0;
        foreach (var recording in Recording.Read(path).Where(recording => !UnspokenRecordings.Has(file, recording)))
        {
            differences.AddRange((await DifferencesAsync(channel, recording)).Select(difference => $"{recording.Step} {recording.Name}: {difference}"));
            compared++;
        }
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
        TestContext.Current.SendDiagnosticMessage($"{file}: {compared} answers compared.");
    }

    private static Func<byte[], IMessage> Parse<T>(MessageParser<T> parser)
        where T : IMessage<T> => bytes => parser.WithDiscardUnknownFields(true).ParseFrom(bytes);

    private static async Task<IEnumerable<string>> DifferencesAsync(GrpcChannel channel, Recording recording)
    {
        var at = recording.Method.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.Unary, at[0], at[1], Bytes, Bytes);
        var headers = new Metadata();
        foreach (var (key, value) in recording.Metadata ?? [])
            headers.Add(key, value);
        var expected = recording.Status.ToStatusCode();
        try
        {
            using var call = channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(headers), recording.Request!);
            var answer = await call.ResponseAsync;
            if (expected != StatusCode.OK)
                return [$"{expected} became OK"];
            // Health is told in messages of another interface.
            return Answers.TryGetValue(recording.Method, out var parse) ? AnswerComparison.Differences(parse(recording.Response!), parse(answer)) : [];
        }
        catch (RpcException refused)
        {
            // The codes are what the store goes by; the texts are the server's own.
            return refused.StatusCode == expected ? [] : [$"{expected} became {refused.StatusCode}: {refused.Status.Detail}"];
        }
    }
}
