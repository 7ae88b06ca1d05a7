using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>
/// A server that speaks the part of Qdrant's gRPC interface that the store uses, over HTTP/2 on a port of this machine. It keeps points in
/// memory, compares every vector, and fails when it is told to. What it answers is held against recordings of a real server.
/// </summary>
internal sealed class QdrantDouble : IAsyncDisposable
{
    private readonly Dictionary<string, Func<byte[], byte[]>> _methods = [];
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private WebApplication? _host;

    private QdrantDouble()
    {
        Databank = new DoubleDatabank();
        new DoubleCollectionCalls(Databank).Register(this);
        new DoublePointCalls(Databank).Register(this);
        Serve(Wire.HealthCheckRequest.Parser, "qdrant.Qdrant/HealthCheck", _ => new Wire.HealthCheckReply { Title = "double", Version = "1.18.3" });
        // One field: the status, which is SERVING.
        _methods["/grpc.health.v1.Health/Check"] = static _ => [0x08, 0x01];
    }

    public DoubleDatabank Databank { get; }

    /// <summary>What goes wrong with a call, decided when it arrives; null lets it be answered.</summary>
    public Func<string, DoubleFault?> Fault { get; set; } = static _ => null;

    /// <summary>The key that may do everything; null where none is asked for.</summary>
    public string? Key { get; set; }

    /// <summary>The key that may only read.</summary>
    public string? ReadKey { get; set; }

    /// <summary>How often each method was called, by its full name.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    public int CallCount => _calls.Values.Sum();

    public int Port { get; private set; }

    public string Endpoint => $"http://127.0.0.1:{Port}";

    public static async Task<QdrantDouble> StartAsync()
    {
        var server = new QdrantDouble();
        await server.ListenAsync();
        return server;
    }

    /// <summary>Listens, again on the same port where it did before.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, Port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _host = builder.Build();
        _host.Run(AnswerAsync);
        await _host.StartAsync();
        Port = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    /// <summary>Is gone at once, with what it holds kept for the next start.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host)
            return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await host.StopAsync(now.Token);
        await host.DisposeAsync();
    }

    public void ForgetCalls() => _calls.Clear();

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Answers a method by a function of its request.</summary>
    public void Serve<TRequest, TResponse>(MessageParser<TRequest> parser, string method, Func<TRequest, TResponse> answer)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> => _methods["/" + method] = bytes =>
        {
            try
            {
                return answer(parser.ParseFrom(bytes)).ToByteArray();
            }
            catch (InvalidProtocolBufferException unreadable)
            {
                throw Refused(StatusCode.Internal, unreadable.Message);
            }
        };

    public static RpcException Refused(StatusCode status, string detail) => new(new Status(status, detail));

    private async Task AnswerAsync(HttpContext context)
    {
        var method = context.Request.Path.Value!;
        _calls.AddOrUpdate(method, 1, static (_, count) => count + 1);
        context.Response.ContentType = "application/grpc";
        try
        {
            var request = await GrpcFrame.ReadAsync(context.Request);
            var fault = Fault(method);
            if (fault is { IsAfterwards: false })
                await fault.HappenAsync(context);
            var answer = Answer(method, context.Request.Headers, request);
            if (fault is { IsAfterwards: true })
                await fault.HappenAsync(context);
            await GrpcFrame.WriteAsync(context.Response, answer);
            context.Response.AppendTrailer("grpc-status", "0");
        }
        catch (RpcException refusal)
        {
            foreach (var trailer in refusal.Trailers)
                context.Response.AppendTrailer(trailer.Key, trailer.Value);
            context.Response.AppendTrailer("grpc-status", ((int)refusal.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(refusal.Status.Detail));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
    }

    private byte[] Answer(string method, IHeaderDictionary headers, byte[] request)
    {
        Authorize(method, headers);
        if (!_methods.TryGetValue(method, out var answer))
            throw Refused(StatusCode.Unimplemented, "");
        lock (_lock)
            return answer(request);
    }

    private void Authorize(string method, IHeaderDictionary headers)
    {
        if (Key is null || method.EndsWith("Health/Check", StringComparison.Ordinal) || method.EndsWith("/HealthCheck", StringComparison.Ordinal))
            return;
        var bearer = headers.Authorization.ToString();
        if (!headers.TryGetValue("api-key", out var given) && bearer.Length == 0)
            throw Refused(StatusCode.Unauthenticated, "Must provide an API key or an Authorization bearer token");
        var key = given.Count > 0 ? given.ToString() : bearer["Bearer ".Length..];
        if (key != Key && key != ReadKey)
            throw Refused(StatusCode.Unauthenticated, "Invalid API key or JWT");
        string[] writes = ["/Create", "/Update", "/Delete", "/UpdateAliases", "/Upsert", "/UpdateBatch", "/CreateFieldIndex", "/DeleteFieldIndex"];
        if (key == ReadKey && writes.Any(write => method.EndsWith(write, StringComparison.Ordinal)))
            throw Refused(StatusCode.PermissionDenied, "Forbidden: Global manage access is required");
    }
}
