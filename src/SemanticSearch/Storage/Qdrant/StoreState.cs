using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// What the store knows of itself. It is a point of the collection without a vector, written in the same request as the papers: on one
/// shard the server's log takes both or neither.
/// </summary>
/// <param name="Manifest">Whose vectors and terms the collection holds.</param>
/// <param name="Origin">A name that no other collection ever had.</param>
/// <param name="Commit">How often the content has changed.</param>
/// <param name="NextArrival">The number of the next paper that arrives.</param>
/// <param name="Sums">The sum and the number of the stored vectors.</param>
internal sealed record StoreState(StoreManifest Manifest, string Origin, long Commit, long NextArrival, VectorSums Sums)
{
    /// <summary>The version of everything that this room writes. 2: points have words, draws and votes.</summary>
    public const long CurrentFormat = 2;

    /// <summary>The keys of the payload, for who reads the state beside papers.</summary>
    public static readonly IReadOnlyList<string> Fields = [FormatKey, ModelKey, HashKey, DimensionsKey, TermsKey, OriginKey, CommitKey, ArrivalKey, CountKey, SumsKey];

    private const string FormatKey = "state_format";
    private const string ModelKey = "model";
    private const string HashKey = "model_hash";
    private const string DimensionsKey = "dimensions";
    private const string TermsKey = "terms_identity";
    private const string OriginKey = "origin";
    private const string CommitKey = "commit";
    private const string ArrivalKey = "next_arrival";
    private const string CountKey = "papers";
    private const string SumsKey = "vector_sums";

    /// <summary>The name of the state, which a client may compare.</summary>
    public string IndexVersion => string.Create(CultureInfo.InvariantCulture, $"{Origin}-{Commit}");

    public static StoreState Empty(StoreManifest manifest) => new(manifest, Guid.NewGuid().ToString("N")[..12], 0, 0, new VectorSums(manifest.Dimensions));

    /// <summary>The state after a change.</summary>
    /// <param name="sums">What is stored then.</param>
    /// <param name="arrived">How many papers got a number.</param>
    public StoreState After(VectorSums sums, long arrived) => this with { Commit = Commit + 1, NextArrival = NextArrival + arrived, Sums = sums };

    /// <summary>What the collection's own metadata say, for people and for servers that keep them (1.16 and later).</summary>
    public static MapField<string, Wire.Value> ToMetadata(StoreManifest manifest) => new()
    {
        [FormatKey] = Integer(CurrentFormat),
        [ModelKey] = Text(manifest.Model),
        [HashKey] = Text(manifest.ModelHash),
        [DimensionsKey] = Integer(manifest.Dimensions),
        [TermsKey] = Text(manifest.Terms),
    };

    public Wire.PointStruct ToPoint()
    {
        var point = new Wire.PointStruct { Id = PointName.ToPointId(PointName.State), Vectors = NoVector() };
        point.Payload.Add(ToMetadata(Manifest));
        point.Payload[OriginKey] = Text(Origin);
        point.Payload[CommitKey] = Integer(Commit);
        point.Payload[ArrivalKey] = Integer(NextArrival);
        point.Payload[CountKey] = Integer(Sums.Count);
        point.Payload[SumsKey] = Text(Convert.ToBase64String(MemoryMarshal.AsBytes(Sums.Sums)));
        return point;
    }

    /// <summary>Reads what <see cref="ToPoint"/> wrote.</summary>
    /// <exception cref="StoreException">It is of another version, or no state at all.</exception>
    public static StoreState Read(MapField<string, Wire.Value> payload)
    {
        try
        {
            RequireFormat(payload[FormatKey].IntegerValue);
            var manifest = new StoreManifest(
                payload[ModelKey].StringValue, payload[HashKey].StringValue, (int)payload[DimensionsKey].IntegerValue, payload[TermsKey].StringValue);
            return new StoreState(
                manifest, payload[OriginKey].StringValue, payload[CommitKey].IntegerValue, payload[ArrivalKey].IntegerValue,
                SumsOf(payload[SumsKey].StringValue, manifest.Dimensions, payload[CountKey].IntegerValue));
        }
        catch (Exception broken) when (broken is KeyNotFoundException or FormatException)
        {
            throw new StoreException(StoreProblem.Damaged, $"The state of the collection cannot be read: {broken.Message}", broken);
        }
    }

    private static void RequireFormat(long format)
    {
        if (format > CurrentFormat)
            throw new StoreException(StoreProblem.NewerFormat,
                $"The collection was written by a newer version of this program (format {format}; this one knows {CurrentFormat}).");
        if (format < CurrentFormat)
            throw new StoreException(StoreProblem.OlderFormat,
                $"The collection was written by an older version of this program (format {format}; this one needs {CurrentFormat}), and its points lack what searches ask for. "
                + "Export its papers with that version, set Qdrant:Collection to another name, and rebuild from the exported files; or index the papers again under that name.");
    }

    private static Wire.Value Text(string text) => new() { StringValue = text };

    private static Wire.Value Integer(long number) => new() { IntegerValue = number };

    // A point must have some vector. One of no terms is found by no search and counts in no term's frequency.
    private static Wire.Vectors NoVector()
    {
        var vectors = new Wire.NamedVectors();
        vectors.Vectors[PaperPoint.Terms] = new Wire.Vector { Sparse = new Wire.SparseVector() };
        return new Wire.Vectors { Vectors_ = vectors };
    }

    /// <summary>The sums that stand as base64 of little-endian 64-bit integers.</summary>
    private static VectorSums SumsOf(string text, int dimensions, long count)
    {
        var bytes = Convert.FromBase64String(text);
        return bytes.Length == dimensions * sizeof(long)
            ? new VectorSums(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), count)
            : throw new FormatException($"{bytes.Length} bytes do not hold the sums of {dimensions} dimensions.");
    }
}
