namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// Codes in memory that grow as rows arrive. Growing makes longer codes that share their bytes with these, which stay as they are: the
/// bytes of a row are only ever written again with the same values.
/// </summary>
internal sealed class GrowingCodes
{
    private readonly float[] _centre;
    private readonly byte[] _blocks;
    private readonly byte[] _fine;
    private readonly float _offsetError;

    private GrowingCodes(CodeLayout layout, float[] centre, byte[] blocks, byte[] fine, float offsetError)
    {
        (_centre, _blocks, _fine, _offsetError) = (centre, blocks, fine, offsetError);
        Index = new CodeIndex(layout, centre, offsetError, Calibrator.Unmeasured, () =>
            new CodeSpans(layout, blocks.AsSpan(0, layout.BlocksLength), fine.AsSpan(0, layout.FineLength)));
    }

    /// <summary>The search over the rows so far, with the margins of theory: to measure them pays only once for all rows.</summary>
    public CodeIndex Index { get; }

    /// <summary>The codes of the first rows, around the mean of these.</summary>
    public static GrowingCodes Of(int dimensions, int count, VectorReader read) =>
        Encoded(CodeWriter.Centre(dimensions, count, read), [], [], 0, 0, count, read);

    /// <summary>The codes with more rows. Only one writer at a time may call it, and only on the longest codes.</summary>
    /// <param name="count">All rows, those that are there included.</param>
    /// <param name="read">Reads the vector of any of them.</param>
    public GrowingCodes With(int count, VectorReader read) => Encoded(_centre, _blocks, _fine, _offsetError, Index.Count, count, read);

    private static GrowingCodes Encoded(float[] centre, byte[] blocks, byte[] fine, float offsetError, int first, int count, VectorReader read)
    {
        var layout = new CodeLayout(centre.Length, count);
        (blocks, fine) = (Grown(blocks, layout.BlocksLength), Grown(fine, layout.FineLength));
        var encoder = new BlockEncoder(layout, new Rotation(layout.PaddedDimensions), centre, read);
        for (var block = first / CodeLayout.BlockRows; block < layout.BlockCount; block++)
            encoder.Encode(block, blocks, fine);
        return new GrowingCodes(layout, centre, blocks, fine, MathF.Max(offsetError, encoder.OffsetError));
    }

    private static byte[] Grown(byte[] bytes, int length)
    {
        if (length > bytes.Length)
            Array.Resize(ref bytes, Math.Max(length, 2 * bytes.Length));
        return bytes;
    }
}
