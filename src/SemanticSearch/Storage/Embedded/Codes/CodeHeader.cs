using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>The first bytes of a segment's codes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct CodeHeader
{
    // "code" in ASCII, and what changes whenever the bytes mean something else.
    private const uint ExpectedMagic = 0x65646F63;
    private const int ExpectedVersion = 1;

    public CodeHeader(CodeLayout layout, float offsetError, CodeCalibration calibration)
    {
        (Magic, Version, Dimensions, Count) = (ExpectedMagic, ExpectedVersion, layout.Dimensions, layout.Count);
        (OffsetError, CoarseMargin, FineMargin) = (offsetError, calibration.CoarseMargin, calibration.FineMargin);
        (Recall, Refined, Rescored, Sample) = (calibration.Recall, calibration.Refined, calibration.Rescored, calibration.Sample);
    }

    public uint Magic { get; }

    public int Version { get; }

    public int Dimensions { get; }

    public int Count { get; }

    /// <summary>The most that rounding took from an offset of a block.</summary>
    public float OffsetError { get; }

    public float CoarseMargin { get; }

    public float FineMargin { get; }

    public float Recall { get; }

    public float Refined { get; }

    public float Rescored { get; }

    public int Sample { get; }

    public CodeCalibration Calibration => new(CoarseMargin, FineMargin, Recall, Refined, Rescored, Sample);

    /// <summary>The layout that the header announces.</summary>
    /// <exception cref="InvalidDataException">These are not codes that this program reads.</exception>
    public CodeLayout Layout(long length)
    {
        if (Magic != ExpectedMagic || Version != ExpectedVersion)
            throw new InvalidDataException("These bytes are not codes of vectors, or of another version of this program.");
        if (Dimensions is < CodeLayout.MinDimensions or > CodeLayout.MaxDimensions || Count is < 1 or > CodeLayout.MaxCount)
            throw new InvalidDataException($"Codes of {Count} vectors of {Dimensions} dimensions are none that a segment may have.");
        var layout = new CodeLayout(Dimensions, Count);
        if (layout.Length != length)
            throw new InvalidDataException($"Codes of {Count} vectors of {Dimensions} dimensions have {layout.Length} bytes, not {length}.");
        if (!(float.IsFinite(OffsetError) && OffsetError >= 0 && float.IsFinite(CoarseMargin) && CoarseMargin >= 0 && float.IsFinite(FineMargin) && FineMargin >= 0))
            throw new InvalidDataException("The codes' error margins are not numbers that a search can use.");
        return layout;
    }
}
