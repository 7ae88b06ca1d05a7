namespace SemanticSearch.Topics.Graphs;

/// <summary>The members of each group, in ascending order, and ways to number groups.</summary>
internal static class Grouping
{
    /// <param name="groups">The group of each member, from 0.</param>
    /// <param name="groupCount">How many groups there are; some may be empty.</param>
    public static int[][] Of(int[] groups, int groupCount)
    {
        var sizes = Sizes(groups, groupCount);
        var members = Array.ConvertAll(sizes, size => new int[size]);
        var filled = new int[groupCount];
        for (var i = 0; i < groups.Length; i++)
            members[groups[i]][filled[groups[i]]++] = i;
        return members;
    }

    public static int[] Sizes(int[] groups, int groupCount)
    {
        var sizes = new int[groupCount];
        foreach (var group in groups)
            sizes[group]++;
        return sizes;
    }

    /// <summary>Numbers the groups anew from 0 without gaps, in the order of their first members, and answers how many there are.</summary>
    public static int Renumber(int[] groups)
    {
        var numbers = new Dictionary<int, int>();
        for (var i = 0; i < groups.Length; i++)
        {
            if (!numbers.TryGetValue(groups[i], out var number))
                numbers[groups[i]] = number = numbers.Count;
            groups[i] = number;
        }
        return numbers.Count;
    }
}
