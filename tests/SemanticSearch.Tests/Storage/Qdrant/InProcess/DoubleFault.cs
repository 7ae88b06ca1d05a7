using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>One thing that goes wrong with a call.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="IsAfterwards">Whether the call is carried out before it goes wrong, so that its caller does not know.</param>
internal sealed record DoubleFault(DoubleFaultKind Kind, bool IsAfterwards = false)
{
    /// <summary>The status of <see cref="DoubleFaultKind.Status"/>.</summary>
    public StatusCode Status { get; init; } = StatusCode.Unavailable;

    /// <summary>The seconds that the trailer <c>retry-after</c> tells; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How long <see cref="DoubleFaultKind.Delay"/> takes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Faults of every kind by a seed: the same seed gives the same ones in the same order.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="rate">The share of calls that go wrong.</param>
    public static Func<string, DoubleFault?> Seeded(int seed, double rate)
    {
        var random = new Random(seed);
        var one = new Lock();
        return _ =>
        {
            lock (one)
                return random.NextDouble() < rate ? Draw(random) : null;
        };
    }

    public async Task HappenAsync(HttpContext context)
    {
        switch (Kind)
        {
            case DoubleFaultKind.Delay:
                await Task.Delay(Delay, TimeProvider.System, context.RequestAborted);
                break;
            case DoubleFaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            case DoubleFaultKind.CutAnswer:
                await GrpcFrame.WriteBeginningAsync(context.Response);
                context.Abort();
                throw new OperationCanceledException(context.RequestAborted);
            case DoubleFaultKind.CutConnection:
                context.Features.Get<IConnectionLifetimeFeature>()?.Abort();
                context.Abort();
                throw new OperationCanceledException(context.RequestAborted);
            default:
                throw new RpcException(new Status(Status, "made to fail"), Trailers());
        }
    }

    private Metadata Trailers() =>
        RetryAfter is { } seconds ? new Metadata { { "retry-after", seconds.ToString(CultureInfo.InvariantCulture) } } : [];

    private static DoubleFault Draw(Random random)
    {
        var isAfterwards = random.Next(2) == 1;
        return random.Next(6) switch
        {
            0 => new DoubleFault(DoubleFaultKind.Status, isAfterwards),
            1 => new DoubleFault(DoubleFaultKind.Status, isAfterwards) { Status = StatusCode.Aborted },
            2 => new DoubleFault(DoubleFaultKind.Status) { Status = StatusCode.ResourceExhausted, RetryAfter = 0 },
            3 => new DoubleFault(DoubleFaultKind.Delay, isAfterwards) { Delay = TimeSpan.FromMilliseconds(random.Next(20)) },
            4 => new DoubleFault(DoubleFaultKind.CutAnswer, IsAfterwards: true),
            _ => new DoubleFault(DoubleFaultKind.CutConnection, isAfterwards),
        };
    }
}

internal enum DoubleFaultKind
{
    Status,
    Delay,
    Hang,
    CutAnswer,
    CutConnection,
}
