using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The rows of segments that fulfil clauses. Words, names and codes are looked up in the index; for phrases and titles, the texts of the rows
/// that have all of their words are read, and what was found is remembered as long as the segment lives.
/// </summary>
internal sealed class ClauseRows(PaperDatabase database)
{
    /// <summary>How many texts one thread reads at a time.</summary>
    private const int Batch = 256;

    /// <summary>How many traits are remembered for a segment: pages and facets of one answer ask for the same again.</summary>
    private const int MostKnown = 64;

    private readonly ConditionalWeakTable<Segment, ConcurrentDictionary<PaperTrait, RowBitmap>> _known = [];

    /// <summary>Those of some rows that fulfil every clause.</summary>
    public RowBitmap Among(Segment segment, RowBitmap rows, IReadOnlyList<PaperClause> clauses, CancellationToken cancellationToken)
    {
        var among = rows.Copy();
        foreach (var clause in clauses)
        {
            var any = new RowBitmap(segment.Count);
            foreach (var trait in clause.Traits)
                any.UnionWith(Of(segment, trait, cancellationToken));
            if (clause.IsExcluded)
                among.ExceptWith(any);
            else
                among.IntersectWith(any);
        }
        return among;
    }

    private RowBitmap Of(Segment segment, PaperTrait trait, CancellationToken cancellationToken)
    {
        if (trait.Kind == TraitKind.Author)
            return segment.WithAnyKey(KeyKind.AuthorFilter, [PaperFilter.AuthorKey(trait.Text)]);
        if (trait.Kind == TraitKind.Category)
            return segment.WithAnyKey(KeyKind.CategoryFilter, [PaperFilter.CategoryKey(trait.Text)]);
        if (!trait.NeedsText)
            return WithAllTerms(segment, trait);
        var known = _known.GetOrCreateValue(segment);
        if (known.TryGetValue(trait, out var rows))
            return rows;
        if (known.Count >= MostKnown)
            known.Clear();
        return known[trait] = WithText(segment, trait, cancellationToken);
    }

    private static RowBitmap WithAllTerms(Segment segment, PaperTrait trait)
    {
        var rows = RowBitmap.Full(segment.Count);
        foreach (var term in trait.Terms)
            rows.IntersectWith(segment.WithAnyOf([new QueryTerm(term, 1)]));
        return rows;
    }

    private RowBitmap WithText(Segment segment, PaperTrait trait, CancellationToken cancellationToken)
    {
        var possible = new List<int>();
        foreach (var row in WithAllTerms(segment, trait))
            possible.Add(row);
        var found = new ConcurrentBag<int>();
        int[][] batches = [.. possible.Chunk(Batch)];
        Parallels.For(batches.Length, batch =>
        {
            var rows = batches[batch];
            var texts = database.Words([.. rows.Select(segment.Number)]);
            for (var i = 0; i < rows.Length; i++)
                if (texts[i] is { } words && trait.IsIn(words.Title, words.Abstract))
                    found.Add(rows[i]);
        }, cancellationToken);
        var with = new RowBitmap(segment.Count);
        foreach (var row in found)
            with.Add(row);
        return with;
    }
}
