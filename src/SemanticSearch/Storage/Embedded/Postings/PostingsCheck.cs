namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>What holds of well-formed postings, as far as reading them relies on it. The postings themselves are not read.</summary>
internal static class PostingsCheck
{
    /// <summary>Checks the dictionary, the levels, and each list's headers.</summary>
    /// <exception cref="InvalidDataException">Something does not hold.</exception>
    public static void Require(PostingsView view, int rows, long postings, int listsLength)
    {
        RequireLevels(view.Levels, hasPostings: postings > 0);
        var (sum, start) = (0L, 0);
        for (var at = 0; at < view.Terms.Length; at++)
        {
            if (at > 0 && view.Terms[at] <= view.Terms[at - 1])
                throw new InvalidDataException($"Term {at} does not ascend.");
            if (view.Ends[at] <= (uint)start || view.Ends[at] > (uint)listsLength)
                throw new InvalidDataException($"The list of term {at} does not lie behind the one before it.");
            var end = (int)view.Ends[at];
            if (ListEnd(view.Lists, start, end, rows, out var frequency) != end)
                throw new InvalidDataException($"The list of term {at} does not end where it should.");
            sum += frequency;
            start = end;
        }
        if (start != listsLength || sum != postings)
            throw new InvalidDataException($"The lists have {sum} postings in {start} bytes, not {postings} in {listsLength}.");
    }

    private static void RequireLevels(ReadOnlySpan<float> levels, bool hasPostings)
    {
        if (!(levels[0] >= 0) || hasPostings && levels[0] == 0)
            throw new InvalidDataException("The least weight is not positive.");
        for (var i = 1; i < levels.Length; i++)
            if (!(levels[i] >= levels[i - 1]))
                throw new InvalidDataException($"Level {i} does not ascend.");
        if (!float.IsFinite(levels[^1]))
            throw new InvalidDataException("The greatest weight is not finite.");
    }

    /// <summary>Where a list ends by its own account; -1 where a header is not well-formed or lies behind <paramref name="end"/>.</summary>
    private static long ListEnd(ReadOnlySpan<byte> lists, int start, int end, int rows, out int frequency)
    {
        var at = start;
        frequency = PostingsFormat.ReadFrequency(lists[..end], ref at);
        if (frequency < 1 || frequency > rows)
            return -1;
        var blocks = PostingsFormat.BlockCount(frequency);
        var headerLength = PostingsFormat.HeaderLength(blocks);
        var data = at + (long)blocks * headerLength;
        if (data > end)
            return -1;
        var last = -1;
        for (var block = 0; block < blocks; block++)
        {
            var header = lists.Slice(at + block * headerLength, headerLength);
            var count = PostingsFormat.PostingsIn(block, frequency);
            if (header[0] < PostingsFormat.CodeBits || header[0] > PostingsFormat.MaxBits(rows) || header[1] >= WeightLevels.Count)
                return -1;
            if (blocks > 1)
            {
                var next = PostingsFormat.LastRow(header);
                if (next < last + count || next >= rows)
                    return -1;
                last = next;
            }
            data += PostingsFormat.BlockLength(count, header[0]);
        }
        return data;
    }
}
