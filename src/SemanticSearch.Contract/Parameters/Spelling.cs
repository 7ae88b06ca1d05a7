namespace SemanticSearch.Contract.Parameters;

/// <summary>Finds the name that a misspelt one was meant to be.</summary>
public static class Spelling
{
    /// <summary>Names longer than any real one are not compared: the cost of a message must not depend on what was sent.</summary>
    private const int MaxLength = 40;

    /// <summary>A question that proposes the nearest name, or null where none is near.</summary>
    public static string? DidYouMean(string word, IEnumerable<string> names)
    {
        if (word.Length is 0 or > MaxLength)
            return null;
        var lower = word.ToLowerInvariant();
        var nearest = names.Select(name => (Name: name, Distance: Distance(lower, name))).OrderBy(entry => entry.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, nearest.Name.Length / 3) ? $"Did you mean {nearest.Name}?" : null;
    }

    /// <summary>How many letters must be put in, left out, changed or exchanged with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var (beforeLast, last, current) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                current[j] = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[b.Length];
    }
}
