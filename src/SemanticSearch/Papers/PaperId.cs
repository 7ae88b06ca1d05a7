using System.Diagnostics.CodeAnalysis;
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

    private readonly string? _value;

    private PaperId(string value) => _value = value;

    /// <summary>The canonical spelling.</summary>
    public string Value => _value ?? "";

    /// <summary>The spelling that equal ids share: the canonical one in lower case.</summary>
    public string Key => Value.ToLowerInvariant();

    /// <summary>Reads any spelling of an id: bare or prefixed, an arXiv or DOI address, with or without an arXiv version.</summary>
    /// <exception cref="FormatException">The text is empty, too long, or has white space or control characters.</exception>
    public static PaperId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException(
                $"A paper id has 1 to {MaxLength} characters without white space or control characters; found \"{Shorten(text)}\".");

    /// <summary>Like <see cref="Parse"/>, but answers false where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PaperId id)
    {
        id = default;
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length is 0 or > MaxLength || trimmed.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c)))
            return false;
        id = new PaperId(Canonical(trimmed));
        return true;
    }

    private static string Canonical(string text)
    {
        if (ArxivPattern().Match(text) is { Success: true } arxiv)
            return "arXiv:" + ArxivNumber(arxiv.Groups["id"].Value);
        if (DoiPattern().Match(text) is { Success: true } doi)
            return "DOI:" + doi.Groups["id"].Value.ToLowerInvariant();
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

    private static string Shorten(string? text) => text is { Length: > 40 } ? text[..40] + "..." : text ?? "";

    public bool Equals(PaperId other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is PaperId other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The order in which ties of equal score are shown.</summary>
    public int CompareTo(PaperId other) => string.CompareOrdinal(Key, other.Key);

    public override string ToString() => Value;

    public static bool operator ==(PaperId left, PaperId right) => left.Equals(right);

    public static bool operator !=(PaperId left, PaperId right) => !left.Equals(right);

    public static bool operator <(PaperId left, PaperId right) => left.CompareTo(right) < 0;

    public static bool operator <=(PaperId left, PaperId right) => left.CompareTo(right) <= 0;

    public static bool operator >(PaperId left, PaperId right) => left.CompareTo(right) > 0;

    public static bool operator >=(PaperId left, PaperId right) => left.CompareTo(right) >= 0;

    [GeneratedRegex(
        @"^(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv:)?(?<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ArxivPattern();

    [GeneratedRegex(@"^(?:https?://(?:dx\.)?doi\.org/|doi:)?(?<id>10\.\d{4,9}/\S+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DoiPattern();

    [GeneratedRegex(@"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:)(?<id>\d{1,9})/?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PubMedPattern();
}
