using System.Text;
using System.Text.Json;
using Google.Protobuf.Collections;
using SemanticSearch.Papers;
using SemanticSearch.Terms;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>A paper as a point: two named vectors, the record, and beside it what is filtered and counted by.</summary>
internal static class PaperPoint
{
    /// <summary>The name of the sentence vector.</summary>
    public const string Semantic = "semantic";

    /// <summary>The name of the sparse vector of terms.</summary>
    public const string Terms = "terms";

    public const string Id = "id";
    public const string Record = "record";
    public const string Fingerprint = "fingerprint";

    /// <summary>The place in the order of arrival: a number, later papers have greater ones.</summary>
    public const string Arrival = "arrival";

    /// <summary>The date as days since 0001-01-01; absent where the paper has none.</summary>
    public const string Day = "day";

    public const string Year = "year";
    public const string Categories = "categories";
    public const string CategoryKeys = "category_keys";
    public const string Authors = "authors";
    public const string AuthorKeys = "author_keys";
    public const string Source = "source";
    public const string SourceKey = "source_key";

    /// <summary>The ids of the paper's terms.</summary>
    public const string Words = "words";

    /// <summary>The number that the paper drew (<see cref="PaperId.Draw"/>), by which samples are taken.</summary>
    public const string Draw = "draw";

    /// <summary>The votes for the paper; absent where its source counts none.</summary>
    public const string Upvotes = "upvotes";

    public static Wire.PointStruct Of(StoredPaper stored, long arrival)
    {
        var point = new Wire.PointStruct { Id = PointName.ToPointId(PointName.Of(stored.Paper.Id)), Vectors = new Wire.Vectors { Vectors_ = Vectors(stored) } };
        var payload = point.Payload;
        payload[Id] = Text(stored.Paper.Id.Value);
        payload[Record] = Text(Encoding.UTF8.GetString(PaperWriter.ToJson(stored.Paper)));
        payload[Fingerprint] = Integer(unchecked((long)stored.Fingerprint));
        payload[Arrival] = Integer(arrival);
        payload[Draw] = Integer(stored.Paper.Id.Draw);
        AddList(payload, Words, stored.Terms.Indices.Select(term => Integer(term)));
        AddProperties(payload, stored.Paper);
        return point;
    }

    public static PaperId IdOf(MapField<string, Wire.Value> payload) => PaperId.OfCanonical(payload[Id].StringValue);

    public static ulong FingerprintOf(MapField<string, Wire.Value> payload) => unchecked((ulong)payload[Fingerprint].IntegerValue);

    /// <summary>The paper of a point that was asked for with payload and vectors.</summary>
    /// <exception cref="StoreException">The point holds something else.</exception>
    public static StoredPaper Read(Wire.RetrievedPoint point)
    {
        if (!point.Payload.TryGetValue(Record, out var record)
            || PaperRecord.Read(new RecordOrigin(point.Id.Uuid, 0), Encoding.UTF8.GetBytes(record.StringValue), titleRequired: false).Paper is not { } paper)
            throw new StoreException(StoreProblem.Damaged, $"The point {point.Id.Uuid} holds no paper; index it again.");
        return new StoredPaper(paper, VectorOf(point), TermsOf(point), FingerprintOf(point.Payload));
    }

    /// <summary>Title and abstract of a point that was asked for with its record.</summary>
    /// <exception cref="StoreException">The point holds something else.</exception>
    public static PaperWords WordsOf(Wire.RetrievedPoint point)
    {
        try
        {
            return PaperWords.Read(Encoding.UTF8.GetBytes(point.Payload[Record].StringValue));
        }
        catch (Exception broken) when (broken is KeyNotFoundException or JsonException)
        {
            throw new StoreException(StoreProblem.Damaged, $"The point {point.Id.Uuid} holds no paper; index it again.", broken);
        }
    }

    /// <summary>The sentence vector of a point, which the server has brought to length 1.</summary>
    public static float[] VectorOf(Wire.RetrievedPoint point)
    {
        var vector = Named(point, Semantic);
        // Servers before 1.17 know one form alone, and those after it another.
        return vector.Dense is { } dense ? [.. dense.Data] : [.. vector.Data];
    }

    private static SparseVector TermsOf(Wire.RetrievedPoint point)
    {
        var vector = Named(point, Terms);
        return vector.Sparse is { } sparse
            ? new SparseVector([.. sparse.Indices], [.. sparse.Values])
            : new SparseVector([.. vector.Indices?.Data ?? []], [.. vector.Data]);
    }

    private static Wire.VectorOutput Named(Wire.RetrievedPoint point, string name) =>
        point.Vectors?.Vectors?.Vectors.GetValueOrDefault(name)
        ?? throw new StoreException(StoreProblem.Damaged, $"The point {point.Id.Uuid} has no vector {name}; index its paper again.");

    private static Wire.NamedVectors Vectors(StoredPaper stored)
    {
        var vectors = new Wire.NamedVectors();
        var dense = new Wire.DenseVector();
        dense.Data.AddRange(stored.Vector);
        vectors.Vectors[Semantic] = new Wire.Vector { Dense = dense };
        vectors.Vectors[Terms] = new Wire.Vector { Sparse = Sparse(stored.Terms) };
        return vectors;
    }

    public static Wire.SparseVector Sparse(SparseVector terms)
    {
        var sparse = new Wire.SparseVector();
        sparse.Indices.AddRange(terms.Indices);
        sparse.Values.AddRange(terms.Values);
        return sparse;
    }

    private static void AddProperties(MapField<string, Wire.Value> payload, Paper paper)
    {
        if (paper.Date is { } date)
        {
            payload[Day] = Integer(date.DayNumber);
            payload[Year] = Integer(date.Year);
        }
        AddList(payload, Categories, paper.Categories.Distinct(StringComparer.Ordinal).Select(Text));
        AddList(payload, CategoryKeys, PaperFilter.CategoryKeys(paper).Select(Text));
        AddList(payload, Authors, paper.Authors.Distinct(StringComparer.Ordinal).Select(Text));
        AddList(payload, AuthorKeys, PaperFilter.AuthorKeys(paper).Select(Text));
        if (paper.Upvotes is { } upvotes)
            payload[Upvotes] = Integer(upvotes);
        if (paper.Source is not { } source)
            return;
        payload[Source] = Text(source);
        payload[SourceKey] = Text(PaperFilter.SourceKey(source));
    }

    private static void AddList(MapField<string, Wire.Value> payload, string key, IEnumerable<Wire.Value> values)
    {
        var list = new Wire.ListValue();
        list.Values.AddRange(values);
        if (list.Values.Count > 0)
            payload[key] = new Wire.Value { ListValue = list };
    }

    private static Wire.Value Text(string text) => new() { StringValue = text };

    private static Wire.Value Integer(long number) => new() { IntegerValue = number };
}
