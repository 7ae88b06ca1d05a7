using System.Globalization;
using Google.Protobuf.Collections;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>The values of a property with how many papers have each, counted by the server or from the papers of an answer.</summary>
internal static class FacetCounts
{
    /// <summary>Where a paper's point has the values as they are shown.</summary>
    public static string KeyOf(FacetField field) => field switch
    {
        FacetField.Year => PaperPoint.Year,
        FacetField.Category => PaperPoint.Categories,
        FacetField.Author => PaperPoint.Authors,
        FacetField.Source => PaperPoint.Source,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No point has this property."),
    };

    public static IReadOnlyList<FacetCount> Of(IEnumerable<Wire.FacetHit> hits) => Ordered(hits.Select(hit => new FacetCount(
        hit.Value.VariantCase == Wire.FacetValue.VariantOneofCase.IntegerValue ? Shown(hit.Value.IntegerValue) : hit.Value.StringValue, (long)hit.Count)));

    public static IReadOnlyList<FacetCount> Of(FacetField field, IEnumerable<MapField<string, Wire.Value>> payloads) => Ordered(payloads
        .Where(payload => payload.ContainsKey(KeyOf(field)))
        .SelectMany(payload => Values(payload[KeyOf(field)]))
        .CountBy(value => value, StringComparer.Ordinal)
        .Select(entry => new FacetCount(entry.Key, entry.Value)));

    private static IReadOnlyList<FacetCount> Ordered(IEnumerable<FacetCount> counts) =>
        [.. counts.OrderByDescending(count => count.Count).ThenBy(count => count.Value, StringComparer.Ordinal).Take(CandidateSet.MostFacetValues)];

    private static IEnumerable<string> Values(Wire.Value value) => value.KindCase switch
    {
        Wire.Value.KindOneofCase.IntegerValue => [Shown(value.IntegerValue)],
        Wire.Value.KindOneofCase.ListValue => value.ListValue.Values.Select(each => each.StringValue),
        _ => [value.StringValue],
    };

    private static string Shown(long year) => year.ToString("D4", CultureInfo.InvariantCulture);
}
