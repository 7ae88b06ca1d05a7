using System.Security.Cryptography;
using System.Text;
using SemanticSearch.Papers;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// The names of points, made from what they hold: a paper that is written twice is one point. UUIDs of version 5 (RFC 9562, 5.5) over
/// the key of the paper, in a name space of our own.
/// </summary>
internal static class PointName
{
    private static readonly Guid NameSpace = new("6a0d3c0e-5c1f-4f4e-9c57-2f2d6b1c8f10");

    /// <summary>The point that holds the state of the store; no paper's key has a control character.</summary>
    public static readonly string State = Uuid("\u0001state");

    public static string Of(PaperId id) => Uuid(id.Key);

    public static Wire.PointId ToPointId(string uuid) => new() { Uuid = uuid };

    public static IEnumerable<Wire.PointId> ToPointIds(IEnumerable<PaperId> ids) => ids.Select(id => ToPointId(Of(id)));

    private static string Uuid(string name)
    {
        byte[] named = [.. NameSpace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // The standard says SHA-1, and nothing is kept secret by it.
        var hash = SHA1.HashData(named).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
