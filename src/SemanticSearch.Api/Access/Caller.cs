using System.Security.Cryptography;
using System.Text;
using SemanticSearch.Api.Settings;

namespace SemanticSearch.Api.Access;

/// <summary>Who asks, as far as a key tells.</summary>
/// <param name="Name">The same for all requests with one key, and told to nobody.</param>
/// <param name="Right">What the key allows; <see cref="Right.None"/> without one.</param>
/// <param name="HasWrongKey">Whether a key was given that is none of those that are set.</param>
internal sealed record Caller(string Name, Right Right, bool HasWrongKey = false)
{
    public const string KeyHeader = "X-Api-Key";

    private const string Bearer = "Bearer ";

    /// <summary>All callers without a right key count as one: whatever they could be told apart by, they can make up.</summary>
    private static readonly Caller Anonymous = new("anonymous", Right.None);

    /// <summary>The caller of a request. A service without keys does not look at those that it is given.</summary>
    public static Caller Of(HttpRequest request, ServiceOptions options)
    {
        var given = options.HasKeys ? Keys(request).Distinct().ToList() : [];
        return given switch
        {
            [] => Anonymous,
            [var key] => Of(SHA256.HashData(Encoding.UTF8.GetBytes(key)), options),
            _ => Anonymous with { HasWrongKey = true },
        };
    }

    private static Caller Of(byte[] hash, ServiceOptions options)
    {
        var (reads, writes) = (IsAmong(options.ReadKeys, hash), IsAmong(options.WriteKeys, hash));
        return reads || writes ? new Caller(Convert.ToHexString(hash), writes ? Right.Write : Right.Read) : Anonymous with { HasWrongKey = true };
    }

    // Each hash is compared whole, and all of them are: the time says nothing about how near a guess was.
    private static bool IsAmong(IReadOnlyList<byte[]> known, byte[] hash)
    {
        var found = false;
        foreach (var candidate in known)
            found |= CryptographicOperations.FixedTimeEquals(candidate, hash);
        return found;
    }

    // Other schemes of the header Authorization may belong to a proxy in front.
    private static IEnumerable<string> Keys(HttpRequest request) => request.Headers[KeyHeader].Select(key => key ?? "")
        .Concat(request.Headers.Authorization.OfType<string>().Where(value => value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)).Select(value => value[Bearer.Length..].Trim()));
}
