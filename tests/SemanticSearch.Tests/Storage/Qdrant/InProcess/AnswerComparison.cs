using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>Holds the answer of the double against that of the real server.</summary>
internal static class AnswerComparison
{
    /// <summary>Both add in single precision, in an order of their own.</summary>
    private const double Tolerance = 3e-6;

    /// <summary>What differs from run to run: times, the numbers that a server gives to its writes, and a count that remembers deleted vectors for a while.</summary>
    private static readonly HashSet<string> Passing = ["time", "operation_id", "version", "indexed_vectors_count"];

    /// <summary>What differs, in words; empty where nothing does.</summary>
    public static IEnumerable<string> Differences(IMessage expected, IMessage actual, string path = "")
    {
        foreach (var field in expected.Descriptor.Fields.InDeclarationOrder().Where(field => !Passing.Contains(field.Name)))
        {
            var (left, right) = (field.Accessor.GetValue(expected), field.Accessor.GetValue(actual));
            var at = $"{path}.{field.Name}";
            foreach (var difference in field.IsMap ? OfMaps((IDictionary)left, (IDictionary)right, at)
                : field.IsRepeated ? OfLists(field, (IList)left, (IList)right, at)
                : field.HasPresence && field.Accessor.HasValue(expected) != field.Accessor.HasValue(actual) ? [$"{at} is there or not"]
                : OfValues(left, right, at))
                yield return difference;
        }
    }

    private static IEnumerable<string> OfValues(object? left, object? right, string at) => (left, right) switch
    {
        (IMessage expected, IMessage actual) => Differences(expected, actual, at),
        (float expected, float actual) => AreNear(expected, actual) ? [] : [$"{at}: {left} became {right}"],
        (double expected, double actual) => AreNear(expected, actual) ? [] : [$"{at}: {left} became {right}"],
        _ => Equals(left, right) ? [] : [$"{at}: {left} became {right}"],
    };

    private static bool AreNear(double left, double right) =>
        left.Equals(right) || Math.Abs(left - right) <= Tolerance * Math.Max(1, Math.Abs(left));

    private static IEnumerable<string> OfMaps(IDictionary left, IDictionary right, string at)
    {
        foreach (var key in left.Keys.Cast<object>().Union(right.Keys.Cast<object>()))
            foreach (var difference in !left.Contains(key) ? [$"{at}[{key}] is new"] : !right.Contains(key) ? [$"{at}[{key}] is missing"] : OfValues(left[key], right[key], $"{at}[{key}]"))
                yield return difference;
    }

    private static IEnumerable<string> OfLists(FieldDescriptor field, IList left, IList right, string at)
    {
        if (left.Count != right.Count)
            return [$"{at}: {left.Count} became {right.Count}"];
        var (expected, actual) = (Arranged(field, left), Arranged(field, right));
        return Enumerable.Range(0, left.Count).SelectMany(i => IsAtTheEdge(expected, i) && NameOf(expected[i]) != NameOf(actual[i])
            ? RankDifferences(expected[i], actual[i], at)
            : OfValues(expected[i], actual[i], $"{at}[{i}]"));
    }

    // Lists of names have no order, and neither do points of equal score or of an equal value to order by.
    private static List<object> Arranged(FieldDescriptor field, IList list) => list.Cast<object>().Select((value, at) => (value, at)).OrderBy(entry => entry.value switch
    {
        Wire.CollectionDescription collection => collection.Name,
        Wire.AliasDescription alias => alias.AliasName,
        _ => "",
    }, StringComparer.Ordinal).ThenByDescending(entry => Rank(entry.value) ?? -entry.at).ThenBy(entry => Rank(entry.value) is null ? "" : NameOf(entry.value), StringComparer.Ordinal)
        .Select(entry => entry.value).ToList();

    // Rounded, so that scores which differ by the order of their sums alone are equal.
    private static double? Rank(object value) => value switch
    {
        Wire.ScoredPoint { OrderValue: { } order } => -Number(order),
        Wire.ScoredPoint point => float.IsNaN(point.Score) ? null : Math.Round(point.Score, 5),
        Wire.RetrievedPoint { OrderValue: { } order } => -Number(order),
        _ => null,
    };

    private static double Number(Wire.OrderValue value) => value.VariantCase == Wire.OrderValue.VariantOneofCase.Int ? value.Int : value.Float;

    private static string NameOf(object value) => value switch
    {
        Wire.ScoredPoint point => point.Id.ToString(),
        Wire.RetrievedPoint point => point.Id.ToString(),
        _ => "",
    };

    // Which of several equal rows still come into an answer is nobody's to say: those that tie with the last, or with the first where an order ascends.
    private static bool IsAtTheEdge(List<object> rows, int at) =>
        Rank(rows[at]) is { } rank && (Rank(rows[^1]) == rank || Rank(rows[0]) == rank);

    private static IEnumerable<string> RankDifferences(object expected, object actual, string at) =>
        AreNear(Rank(expected)!.Value, Rank(actual) ?? double.NaN) ? [] : [$"{at}: rank {Rank(expected)} became {Rank(actual)}"];
}
