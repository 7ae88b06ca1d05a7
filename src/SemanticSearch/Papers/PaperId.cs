using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace SemanticSearch.Papers;

/// <summary>
/// The name of a paper in its canonical spelling: <c>arXiv:2301.00001</c>, <c>DOI:10.1000/x</c>, <c>PMID:123</c>, or
/// the source's own spelling. Two ids are equal when they differ in letter case alone.
/// </summary>
public readonly partial struct PaperId : IEquatable<PaperId>, IComparable<PaperId>
{
    /// <summary>The longest id that is accepted, in UTF-16 code units.</summary>
    public const int MaxLength = 200;

    /// <summary>What <see cref="Parse"/> accepts, in the words of an error message.</summary>
    internal static readonly string Expected = $"1 to {MaxLength} characters without white space, control or invisible characters";

    private const string ArxivPrefix = "arXiv:";
    private const string DoiPrefix = "DOI:";

    private readonly string? _value;

    private PaperId(string value) => _value = value;

    /// <summary>The canonical spelling.</summary>
    public string Value => _value ?? "";

    /// <summary>The spelling that equal ids share: the canonical one in lower case.</summary>
    public string Key => Value.ToLowerInvariant();

    /// <summary>Whether the id is one of arXiv.</summary>
    public bool IsArxiv => Value.StartsWith(ArxivPrefix, StringComparison.Ordinal);

    /// <summary>Reads any spelling of an id: bare or prefixed, an arXiv or DOI address, with or without an arXiv version.</summary>
    /// <exception cref="FormatException">The text is empty, too long, or has white space, control or invisible characters.</exception>
    public static PaperId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"A paper id has {Expected}; found \"{PaperText.Excerpt(text ?? "")}\".");

    /// <summary>Like <see cref="Parse"/>, but answers false where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PaperId id)
    {
        id = default;
        var trimmed = text?.Trim() ?? "";
        // An address may be longer than the id within it, and the canonical prefix may lengthen the id.
        if (trimmed.Length is 0 or > 2 * MaxLength || trimmed.Any(IsForbidden))
            return false;
        var canonical = Canonical(trimmed);
        if (canonical.Length > MaxLength)
            return false;
        id = new PaperId(canonical);
        return true;
    }

    /// <summary>The id whose canonical spelling is known, such as one that was stored.</summary>
    internal static PaperId OfCanonical(string value) => new(value);

    /// <summary>The text without the address or prefix that makes a DOI of what follows it.</summary>
    internal static string WithoutDoiPrefix(string text) => text[DoiPrefixPattern().Match(text).Length..];

    // Two ids that look alike must not differ, hence nothing invisible; beyond the basic plane, lower case has no one length.
    private static bool IsForbidden(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static string Canonical(string text)
    {
        if (ArxivPattern().Match(text) is { Success: true } arxiv)
            return ArxivPrefix + ArxivNumber(arxiv.Groups["id"].Value);
        if (DoiPattern().Match(text) is { Success: true } doi)
            return DoiPrefix + doi.Groups["id"].Value.ToLowerInvariant();
        if (PubMedPattern().Match(text) is { Success: true } pubMed)
            return "PMID:" + pubMed.Groups["id"].Value;
        return text;
    }

    // An old id may carry its subject class (math.GT/0309136), which arXiv itself treats as optional.
    private static string ArxivNumber(string number)
    {
        var slash = number.IndexOf('/');
        if (slash < 0)
            return number;
        var archive = number[..slash].ToLowerInvariant();
        var dot = archive.IndexOf('.');
        return (dot < 0 ? archive : archive[..dot]) + number[slash..];
    }

    // Ignoring case the ordinal way compares upper case, which disagrees with Key on letters such as the long s.
    public bool Equals(PaperId other)
    {
        if (Value == other.Value)
            return true;
        Span<char> left = stackalloc char[MaxLength], right = stackalloc char[MaxLength];
        return Lower(left).SequenceEqual(other.Lower(right));
    }

    public override bool Equals(object? obj) => obj is PaperId other && Equals(other);

    public override int GetHashCode()
    {
        Span<char> lower = stackalloc char[MaxLength];
        return string.GetHashCode(Lower(lower));
    }

    private ReadOnlySpan<char> Lower(Span<char> buffer) => buffer[..Value.AsSpan().ToLowerInvariant(buffer)];

    /// <summary>A number in [0, 2^48) that the id draws by chance, the same everywhere: the papers with the least ones are a fair sample of any corpus.</summary>
    public long Draw => (long)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(Key.AsSpan())) >> 16);

    /// <summary>The order in which ties of equal score are shown.</summary>
    public int CompareTo(PaperId other) => string.CompareOrdinal(Key, other.Key);

    public override string ToString() => Value;

    public static bool operator ==(PaperId left, PaperId right) => left.Equals(right);

    public static bool operator !=(PaperId left, PaperId right) => !left.Equals(right);

    public static bool operator <(PaperId left, PaperId right) => left.CompareTo(right) < 0;

    public static bool operator <=(PaperId left, PaperId right) => left.CompareTo(right) <= 0;

    public static bool operator >(PaperId left, PaperId right) => left.CompareTo(right) > 0;

    public static bool operator >=(PaperId left, PaperId right) => left.CompareTo(right) >= 0;

    // Only arXiv's own archives make an old id: another source's "report/0123456" stays what it is.
    [GeneratedRegex(
        @"^(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:|(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)?10\.48550/arxiv\.)?"
        + @"(?<id>[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}"
        + "|(?:acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc"
        + "|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con)"
        + @"(?:\.[a-z-]{2,12})?/[0-9]{7})(?:v[0-9]+)?(?:\.pdf)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ArxivPattern();

    [GeneratedRegex(@"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:)?(?<id>10\.[0-9]{4,9}/\S+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DoiPattern();

    [GeneratedRegex(@"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi: ?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DoiPrefixPattern();

    [GeneratedRegex(@"^(?:(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/|pmid:)(?<id>[0-9]{1,9})/?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PubMedPattern();
}
