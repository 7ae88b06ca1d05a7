using System.Globalization;
using Grpc.Core;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>What a failed call means for the store.</summary>
internal static class ServerRefusal
{
    private const string RetryAfterTrailer = "retry-after";

    /// <summary>The refusal that a fault of a call amounts to; null where the fault is no server's.</summary>
    public static StoreException? Of(Exception fault, IMethod method, string endpoint) => fault switch
    {
        BrokenCircuitException broken => new StoreException(
            StoreProblem.Unavailable, $"{endpoint}: the Qdrant server failed repeatedly and is left alone for a moment.", fault)
        { RetryAfter = broken.RetryAfter },
        TimeoutRejectedException or OperationCanceledException => new StoreException(
            StoreProblem.Unavailable, $"{endpoint}: the Qdrant server did not answer {method.Name} in time.", fault),
        RpcException refused => OfStatus(refused, method, endpoint),
        _ => null,
    };

    /// <summary>How long a server that is asked too much wants to be left alone; null where it does not say, since the call can never pass.</summary>
    public static TimeSpan? RetryAfter(RpcException fault) =>
        int.TryParse(fault.Trailers.GetValue(RetryAfterTrailer), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>Whether a refusal says that a collection, or an alias, is not there.</summary>
    public static bool IsMissing(StoreException refusal) => refusal.InnerException is RpcException { StatusCode: StatusCode.NotFound };

    /// <summary>Whether a refusal says that a collection of the name is there already.</summary>
    public static bool IsThereAlready(StoreException refusal) => refusal.InnerException is RpcException { StatusCode: StatusCode.AlreadyExists };

    private static StoreException OfStatus(RpcException refused, IMethod method, string endpoint)
    {
        var said = $"{refused.StatusCode}: {refused.Status.Detail}";
        return refused.StatusCode switch
        {
            StatusCode.Unauthenticated => new StoreException(
                StoreProblem.AccessDenied, $"{endpoint}: the Qdrant server does not take the key. Set Qdrant:ApiKey to one that it knows.", refused),
            StatusCode.PermissionDenied => new StoreException(
                StoreProblem.AccessDenied, $"{endpoint}: the key does not allow {method.Name}. Set Qdrant:ApiKey to one that may read and write.", refused),
            StatusCode.NotFound => new StoreException(
                StoreProblem.NotAStore, $"{endpoint}: what {method.Name} asks for is not on the Qdrant server ({said}).", refused),
            StatusCode.AlreadyExists => new StoreException(StoreProblem.InUse, $"{endpoint}: another program made it first ({said}).", refused),
            StatusCode.InvalidArgument or StatusCode.Unimplemented or StatusCode.FailedPrecondition => new StoreException(
                StoreProblem.RequestRefused, $"{endpoint}: the Qdrant server refuses {method.Name} ({said}).", refused),
            _ => new StoreException(
                StoreProblem.Unavailable, $"{endpoint}: the Qdrant server does not do {method.Name} at the moment ({said}).", refused)
            { RetryAfter = RetryAfter(refused) },
        };
    }
}
