namespace SemanticSearch.Papers.Citations;

/// <summary>A name in the parts that citations want.</summary>
/// <param name="Family">The family name with what belongs to it, such as <c>van der Waals</c>; the whole name where it cannot be told apart.</param>
/// <param name="Given">The other names; null where there are none.</param>
internal readonly record struct AuthorParts(string Family, string? Given)
{
    /// <summary>Words that people's names do not have.</summary>
    private static readonly string[] GroupWords = ["and", "for", "of", "the", "collaboration", "consortium", "group", "team"];

    /// <summary>The parts of a name as it is written.</summary>
    public static AuthorParts Of(string name)
    {
        if (name.Split(',') is [{ Length: > 0 } family, { Length: > 0 } given])
            return new AuthorParts(family.Trim(), given.Trim());
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words.Any(word => GroupWords.Contains(word, StringComparer.OrdinalIgnoreCase)))
            return new AuthorParts(name.Trim(), null);
        var last = words.Length - 1;
        // Words in lower case before the last belong to it.
        while (last > 1 && char.IsLower(words[last - 1][0]))
            last--;
        return new AuthorParts(string.Join(' ', words[last..]), string.Join(' ', words[..last]));
    }
}
