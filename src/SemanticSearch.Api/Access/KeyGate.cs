using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using SemanticSearch.Api.Settings;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Access;

/// <summary>Lets a request pass whose caller may do what its address does.</summary>
internal sealed partial class KeyGate(RequestDelegate next, ServiceOptions options, TimeProvider clock, ILogger<KeyGate> log)
{
    private const string Challenge = "Bearer realm=\"SemanticSearch\"";
    private const string HowToSend = $"Send the key in the header {Caller.KeyHeader}, or as \"Authorization: Bearer KEY\".";

    /// <summary>Whoever tries keys must not be able to fill the log.</summary>
    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);

    /// <summary>A proxy on this machine passes on what comes from others, and says so by one of these.</summary>
    private static readonly string[] ForwardingHeaders = ["Forwarded", "X-Forwarded-For", HeaderNames.Via];

    private int _wrongKeys;
    private long _loggedAt;

    public Task InvokeAsync(HttpContext context)
    {
        var needed = context.GetEndpoint()?.Metadata.GetMetadata<Permission>()?.Right ?? Right.Read;
        if (needed > Right.None)
            Require(needed, context);
        return next(context);
    }

    private void Require(Right needed, HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<Caller>();
        if (caller.HasWrongKey)
        {
            CountWrongKey(context.Connection.RemoteIpAddress);
            throw Refuse(context, ProblemCatalogue.WrongKey, "The key is none of those that are set, or several were sent.", ", error=\"invalid_token\"");
        }
        if (caller.Right >= needed || (caller.Right == Right.None && IsFree(needed, context)))
            return;
        throw caller.Right == Right.Read
            ? Refuse(context, ProblemCatalogue.ReadOnlyKey, "The key may read, and this address changes papers.", ", error=\"insufficient_scope\"")
            : Refuse(context, ProblemCatalogue.MissingKey, MissingKey(needed));
    }

    private bool IsFree(Right needed, HttpContext context) => needed == Right.Read
        ? options.AllowAnonymous || !options.HasKeys
        : !options.AllowAnonymous && !options.HasKeys && IsOfThisMachine(context);

    private string MissingKey(Right needed) => needed == Right.Read ? "This address asks for a key."
        : options.WriteKeys.Count > 0 ? "This address changes papers and asks for a write key."
        : "This address changes papers and asks for a write key, and none is set in this service.";

    private static bool IsOfThisMachine(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)) && !ForwardingHeaders.Any(context.Request.Headers.ContainsKey);

    private static ProblemException Refuse(HttpContext context, ProblemKind kind, string detail, string error = "")
    {
        context.Response.Headers.WWWAuthenticate = Challenge + error;
        return new Problem(kind, detail) { Hint = HowToSend }.ToException();
    }

    private void CountWrongKey(IPAddress? address)
    {
        Interlocked.Increment(ref _wrongKeys);
        var (now, before) = (clock.GetTimestamp(), Volatile.Read(ref _loggedAt));
        if ((before == 0 || clock.GetElapsedTime(before, now) >= LogPause) && Interlocked.CompareExchange(ref _loggedAt, now, before) == before)
            LogWrongKeys(Interlocked.Exchange(ref _wrongKeys, 0), address);
    }

    [LoggerMessage(EventId = 13, Level = LogLevel.Warning, Message = "Requests with a wrong key: {Requests}, the last of them from {Address}. Others within the next minute are counted and told later.")]
    private partial void LogWrongKeys(int requests, IPAddress? address);
}
