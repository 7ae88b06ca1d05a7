using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Search;

namespace SemanticSearch.Contract.Answers;

/// <summary>
/// A place within one ranking of one state of the index. It says nothing to its bearer, and is refused by any other query and index.
/// </summary>
/// <param name="Offset">How many results come before the place.</param>
/// <param name="Query">A hash of the query.</param>
/// <param name="Index">A hash of the index version.</param>
public readonly record struct Cursor(int Offset, ulong Query, ulong Index)
{
    private const byte Version = 2;
    private const int Length = 1 + sizeof(int) + 2 * sizeof(ulong);

    /// <summary>The place after so many results.</summary>
    public static Cursor After(int offset, RankingRequest request, string indexVersion) => new(offset, HashOf(request), HashOf(indexVersion));

    /// <summary>The place after so many entries of a list.</summary>
    /// <param name="offset">How many entries come before it.</param>
    /// <param name="list">Tells the list from all others.</param>
    /// <param name="version">The state of what is listed.</param>
    public static Cursor After(int offset, string list, string version) => new(offset, HashOf(list), HashOf(version));

    /// <exception cref="ProblemException">The text is no cursor.</exception>
    public static Cursor Parse(string text)
    {
        var bytes = new byte[Length];
        if (!Base64Url.IsValid(text, out var length) || length != Length || Base64Url.DecodeFromChars(text, bytes) != Length || bytes[0] != Version)
            throw Refusal(ProblemCatalogue.BadCursor, "The cursor was not made by this service, or was changed.");
        var offset = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1));
        return offset > 0
            ? new Cursor(offset, BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(5)), BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(13)))
            : throw Refusal(ProblemCatalogue.BadCursor, "The cursor points to no result.");
    }

    /// <exception cref="ProblemException">The cursor belongs to another query.</exception>
    public void RequireQuery(RankingRequest request) => Require(HashOf(request), Offset < RankingRequest.MaxResults);

    /// <exception cref="ProblemException">The cursor belongs to another list.</exception>
    public void RequireList(string list) => Require(HashOf(list), true);

    /// <exception cref="ProblemException">The index has changed since the cursor was made.</exception>
    public void RequireIndex(string indexVersion)
    {
        if (Index != HashOf(indexVersion))
            throw Refusal(ProblemCatalogue.CursorExpired, "Papers have changed since the cursor was made.");
    }

    public override string ToString()
    {
        var bytes = new byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), Offset);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(5), Query);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(13), Index);
        return Base64Url.EncodeToString(bytes);
    }

    private void Require(ulong query, bool isReachable)
    {
        if (Query != query || !isReachable)
            throw Refusal(ProblemCatalogue.CursorMismatch, "The cursor belongs to another query than this one.");
    }

    // How many results are shown at once, and what is told about the best of all, may change on the way; everything else decides the ranking.
    private static ulong HashOf(RankingRequest request) =>
        HashOf(JsonSerializer.SerializeToUtf8Bytes<object>(request with { Offset = 0, Limit = RankingRequest.DefaultLimit, Best = 0, Groups = null, Facets = [], Evidence = false }));

    private static ulong HashOf(string text) => HashOf(Encoding.UTF8.GetBytes(text));

    private static ulong HashOf(byte[] bytes) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(bytes));

    private static ProblemException Refusal(ProblemKind kind, string detail) =>
        new Problem(kind, detail) { Parameter = "cursor", Hint = "Repeat the query without a cursor." }.ToException();
}
