using System.Buffers.Binary;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>
/// The map for programs that draw many points, little-endian: the eight bytes <c>SSMAP1</c> and two zeros, the count as int32, the least x, the
/// greatest x, the least y and the greatest y as float32, then for each paper, in the order of the ids, x and y as uint16 (0 the least, 65535 the
/// greatest) and an uint32 with the number of the lowest topic in its lower 24 bits and the fit, 0 to 255, in the upper 8.
/// </summary>
internal static class MapBytes
{
    public const int HeaderBytes = 28;
    public const int PointBytes = 8;

    private const int TopicBits = 24;

    public static byte[] Of(TopicModel model)
    {
        var papers = model.Map().Select(entry => entry.Place).ToList();
        var (left, right) = Range(papers.Select(paper => paper.Place.X));
        var (bottom, top) = Range(papers.Select(paper => paper.Place.Y));
        var bytes = new byte[HeaderBytes + PointBytes * papers.Count];
        "SSMAP1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), papers.Count);
        foreach (var (i, edge) in new[] { left, right, bottom, top }.Index())
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(12 + sizeof(float) * i), edge);
        for (var i = 0; i < papers.Count; i++)
        {
            var point = bytes.AsSpan(HeaderBytes + PointBytes * i, PointBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(point, Scaled(papers[i].Place.X, left, right));
            BinaryPrimitives.WriteUInt16LittleEndian(point[2..], Scaled(papers[i].Place.Y, bottom, top));
            BinaryPrimitives.WriteUInt32LittleEndian(point[4..], (uint)(papers[i].Topic & ((1 << TopicBits) - 1)) | (uint)MathF.Round(papers[i].Fit * byte.MaxValue) << TopicBits);
        }
        return bytes;
    }

    /// <summary>
    /// The months of the papers in the order of their ids, little-endian: for each an uint16, 12 times the year plus 0 for January to 11 for
    /// December, or 0 where the paper has no date.
    /// </summary>
    public static byte[] Months(TopicModel model)
    {
        var bytes = new byte[sizeof(ushort) * model.PaperCount];
        foreach (var (i, date) in model.Dates().Index())
            // Years are below 5462 in whatever a library dates, so that a month fits.
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(ushort) * i), date is { } day ? (ushort)Math.Min(12 * day.Year + day.Month - 1, ushort.MaxValue) : (ushort)0);
        return bytes;
    }

    private static (float Least, float Greatest) Range(IEnumerable<float> values)
    {
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        return least <= greatest ? (least, greatest) : (0, 0);
    }

    private static ushort Scaled(float value, float least, float greatest) =>
        greatest > least ? (ushort)Math.Round((value - least) / (double)(greatest - least) * ushort.MaxValue) : (ushort)0;
}
