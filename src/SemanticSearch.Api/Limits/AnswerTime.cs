using Microsoft.AspNetCore.Http.Metadata;
using SemanticSearch.Api.Settings;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Limits;

/// <summary>Ends what takes too long: whoever asked has stopped waiting, and others do wait.</summary>
internal sealed class AnswerTime(RequestDelegate next, ServiceOptions options, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AnyLength>() is not null)
        {
            await next(context);
            return;
        }
        var gone = context.RequestAborted;
        using var late = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, late.Token);
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            throw new Problem(ProblemCatalogue.AnswerTimeout, $"No answer was found within {options.Timeout.TotalSeconds} seconds.") { RetryAfterSeconds = 1 }.ToException();
        }
        finally
        {
            context.RequestAborted = gone;
        }
    }
}

/// <summary>Marks an address whose request or answer is a stream: neither its size nor its time is limited.</summary>
internal sealed class AnyLength : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => null;
}

/// <summary>How addresses say that they stream.</summary>
internal static class LengthMarks
{
    /// <summary>The request or the answer may be of any length, and is read or written piece by piece.</summary>
    public static T Streams<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AnyLength());
}
