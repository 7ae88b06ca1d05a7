using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>The exact terms of a row.</summary>
internal delegate TermSpan TermsReader(int row);

/// <summary>
/// Turns the rows of a segment around: which rows have a term. Equal rows give equal bytes.
/// </summary>
/// <remarks>
/// The postings are sorted in memory, as many terms at a time as fit into <see cref="SortedAtOnce"/> postings of 8 bytes, twice. The rows
/// are read once to see what there is, and once more for each such run of terms. Terms are only ever sorted, never hashed, so no choice of
/// terms makes the work more than linear.
/// </remarks>
internal static class PostingsWriter
{
    private const int Buckets = 1 << 16;
    private const int SampledRows = 8192;
    private const int CancelledEvery = 1024;

    /// <summary>How many postings are held in memory at once.</summary>
    internal const int SortedAtOnce = 24_000_000;

    /// <summary>Writes the postings of rows 0 .. <paramref name="count"/> - 1, each of which is read a few times, in ascending order.</summary>
    /// <exception cref="InvalidOperationException">The lists take more than 2 GiB.</exception>
    public static void Write(Stream output, int count, TermsReader read, CancellationToken cancellationToken) =>
        Write(output, count, read, SortedAtOnce, cancellationToken);

    /// <summary>The same, with another bound on what is held in memory, which does not change the bytes.</summary>
    internal static void Write(Stream output, int count, TermsReader read, int sortedAtOnce, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PostingsFormat.MaxRows);
        var survey = Survey(count, read, cancellationToken);
        var lists = new PostingsListWriter(output);
        var terms = new List<uint>();
        var ends = new List<uint>();
        for (var bucket = 0; bucket < Buckets;)
        {
            var first = bucket;
            var size = survey.Sizes[bucket++];
            while (bucket < Buckets && size + survey.Sizes[bucket] <= sortedAtOnce)
                size += survey.Sizes[bucket++];
            if (size > 0)
                foreach (var list in Lists(Sorted(count, read, survey, first, bucket, checked((int)size), cancellationToken)))
                {
                    lists.Write(list.Span);
                    terms.Add(Term(list.Span[0]));
                    ends.Add(End(lists));
                }
        }
        lists.Flush();
        WriteDictionary(output, terms, ends, survey, count, lists.Length);
    }

    private static uint Term(ulong posting) => (uint)(posting >> 32);

    private static uint End(PostingsListWriter lists) => lists.Length <= int.MaxValue - 2 * PostingsFormat.Slack
        ? (uint)lists.Length
        : throw new InvalidOperationException("The postings of a segment take more than 2 GiB.");

    private static Contents Survey(int count, TermsReader read, CancellationToken cancellationToken)
    {
        var sizes = new long[Buckets];
        var sample = new List<float>();
        var (least, greatest) = (float.PositiveInfinity, 0f);
        var stride = Math.Max(1, count / SampledRows);
        for (var row = 0; row < count; row++)
        {
            if (row % CancelledEvery == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var terms = read(row);
            foreach (var term in terms.Indices)
                sizes[term >> 16]++;
            foreach (var weight in terms.Values)
                (least, greatest) = (Math.Min(least, weight), Math.Max(greatest, weight));
            if (row % stride == 0)
                sample.AddRange(terms.Values);
        }
        if (sample.Count == 0)
            sample.Add(greatest);
        return new Contents(sizes, greatest == 0 ? new float[WeightLevels.Count + 1] : WeightLevels.Of([.. sample], least, greatest));
    }

    /// <summary>All postings of the terms in a run of buckets, by term and row.</summary>
    private static ulong[] Sorted(
        int count, TermsReader read, Contents survey, int first, int end, int size, CancellationToken cancellationToken)
    {
        var postings = new ulong[size];
        var next = new int[end - first + 1];
        for (var bucket = first; bucket < end; bucket++)
            next[bucket - first + 1] = next[bucket - first] + (int)survey.Sizes[bucket];
        var starts = (int[])next.Clone();
        for (var row = 0; row < count; row++)
        {
            if (row % CancelledEvery == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var terms = read(row);
            for (var t = FirstAtOrAbove(terms.Indices, (uint)first << 16); t < terms.Count; t++)
            {
                var bucket = (int)(terms.Indices[t] >> 16);
                if (bucket >= end)
                    break;
                var code = (uint)WeightLevels.CodeOf(survey.Levels, terms.Values[t]);
                postings[next[bucket - first]++] = (ulong)terms.Indices[t] << 32 | (uint)row << 8 | code;
            }
        }
        var scratch = new ulong[size];
        for (var i = 0; i < end - first; i++)
            SortByTerm(postings.AsSpan(starts[i]..starts[i + 1]), scratch);
        return postings;
    }

    private static int FirstAtOrAbove(ReadOnlySpan<uint> terms, uint least)
    {
        var at = terms.BinarySearch(least);
        return at < 0 ? ~at : at;
    }

    // The rows ascend already and the high half of the terms is equal: a stable sort by each byte of the low half does it.
    private static void SortByTerm(Span<ulong> postings, Span<ulong> scratch)
    {
        if (postings.Length < 64)
        {
            postings.Sort();
            return;
        }
        scratch = scratch[..postings.Length];
        RadixSort.ByByte(postings, scratch, 32);
        RadixSort.ByByte(scratch, postings, 40);
    }

    private static IEnumerable<ReadOnlyMemory<ulong>> Lists(ulong[] postings)
    {
        for (int start = 0, end = 0; start < postings.Length; start = end)
        {
            while (end < postings.Length && Term(postings[end]) == Term(postings[start]))
                end++;
            yield return postings.AsMemory(start..end);
        }
    }

    private static void WriteDictionary(Stream output, List<uint> terms, List<uint> ends, Contents survey, int count, long length)
    {
        output.Write(new byte[PostingsFormat.Slack + (int)(-length & 3)]);
        output.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(terms)));
        output.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ends)));
        output.Write(MemoryMarshal.AsBytes(survey.Levels.AsSpan()));
        var trailer = new byte[PostingsFormat.TrailerLength];
        BinaryPrimitives.WriteUInt64LittleEndian(trailer, PostingsFormat.Magic);
        BinaryPrimitives.WriteInt32LittleEndian(trailer.AsSpan(8), count);
        BinaryPrimitives.WriteInt32LittleEndian(trailer.AsSpan(12), terms.Count);
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(16), survey.Sizes.Sum());
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(24), length);
        output.Write(trailer);
    }

    /// <summary>How many postings each bucket of terms has, by the terms' high halves, and the levels of their weights.</summary>
    private sealed record Contents(long[] Sizes, float[] Levels);
}
