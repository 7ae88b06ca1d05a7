using SemanticSearch.Papers;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// The filter of a query with its clauses. Words, names and codes are in the payload; for phrases and titles, the records of the papers that
/// have all of their words are read, unless that was done of late, and the filter names those papers.
/// </summary>
internal sealed class ClauseFilter(QdrantConnection connection, QdrantTuning tuning, ClauseReadings kept, CancellationToken cancellationToken)
{
    /// <summary>
    /// The papers that a query may answer, null where that is every one; and whether that is all of them. It is not where more papers have
    /// the words of a phrase than are read: those that are not read are left out, whether the phrase is wanted or not.
    /// </summary>
    public async Task<(Wire.Filter? Filter, bool IsWhole)> OfAsync(RetrievalQuery query)
    {
        var filter = PointFilter.Of(query);
        if (query.Clauses.Count == 0)
            return (filter, true);
        filter ??= new Wire.Filter();
        foreach (var clause in query.Clauses.Where(clause => !clause.Traits.Any(trait => trait.NeedsText)))
            Add(filter, clause, ByPayload);
        // What else the query asks for makes fewer records to be read.
        var textual = query.Clauses.Where(clause => clause.Traits.Any(trait => trait.NeedsText)).ToList();
        var traits = textual.SelectMany(clause => clause.Traits).Where(trait => trait.NeedsText).Distinct().ToList();
        var readings = await ReadAsync(traits, query, filter);
        foreach (var clause in textual)
            Add(filter, clause, trait => readings.TryGetValue(trait, out var reading) ? ByNames(trait, reading, clause.IsExcluded) : ByPayload(trait));
        return (filter, readings.Values.All(reading => reading.IsWhole));
    }

    private static void Add(Wire.Filter filter, PaperClause clause, Func<PaperTrait, Wire.Condition> condition)
    {
        var traits = clause.Traits.Select(condition);
        if (clause.IsExcluded)
            filter.MustNot.AddRange(traits);
        else if (clause.Traits.Count == 1)
            filter.Must.AddRange(traits);
        else
        {
            var any = new Wire.Filter();
            any.Should.AddRange(traits);
            filter.Must.Add(new Wire.Condition { Filter = any });
        }
    }

    private static Wire.Condition ByPayload(PaperTrait trait) => trait.Kind switch
    {
        TraitKind.Author => PointFilter.Field(PaperPoint.AuthorKeys, new Wire.Match { Keyword = PaperFilter.AuthorKey(trait.Text) }),
        TraitKind.Category => PointFilter.Field(PaperPoint.CategoryKeys, new Wire.Match { Keyword = PaperFilter.CategoryKey(trait.Text) }),
        _ => new Wire.Condition { Filter = WithWords(trait) },
    };

    private static Wire.Filter WithWords(PaperTrait trait)
    {
        var all = new Wire.Filter();
        all.Must.AddRange(trait.Terms.Select(term => PointFilter.Field(PaperPoint.Words, new Wire.Match { Integer = term })));
        return all;
    }

    private static Wire.Condition ByNames(PaperTrait trait, ClauseReading reading, bool isExcluded)
    {
        if (reading.IsWhole || !isExcluded)
            return PointFilter.HasId(reading.With);
        // Who has the words and was not read may have the phrase, so it is left out with those that have it.
        var perhaps = WithWords(trait);
        perhaps.MustNot.Add(PointFilter.HasId(reading.Without));
        return new Wire.Condition { Filter = perhaps };
    }

    private async Task<Dictionary<PaperTrait, ClauseReading>> ReadAsync(List<PaperTrait> traits, RetrievalQuery query, Wire.Filter among)
    {
        if (traits.Count == 0)
            return [];
        var questions = new PointQueries(connection, query, tuning, cancellationToken);
        var state = questions.StateIn(await questions.AskAsync([questions.State]));
        var readings = await Task.WhenAll(traits.Select(trait => kept.FindAsync(state, among, trait, () => ReadAsync(trait, among))));
        return traits.Zip(readings).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private async Task<ClauseReading> ReadAsync(PaperTrait trait, Wire.Filter among)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = connection.Options.Collection,
            Filter = among.Clone(),
            Limit = (uint)Math.Min(tuning.MostRequestPapers, tuning.MostRows),
            WithPayload = PointQueries.Fields(PaperPoint.Record),
        };
        request.Filter.Must.Add(ByPayload(trait));
        var (with, without) = (new List<Wire.PointId>(), new List<Wire.PointId>());
        await foreach (var page in PointScroll.PagesAsync(connection, request, cancellationToken))
        {
            var texts = page.Select(point => (point.Id, Words: PaperPoint.WordsOf(point))).ToList();
            foreach (var (id, isIn) in texts.AsParallel().WithCancellation(cancellationToken).Select(text => (text.Id, trait.IsIn(text.Words.Title, text.Words.Abstract))))
                (isIn ? with : without).Add(id);
            if (with.Count + without.Count >= tuning.MostRows)
                return new ClauseReading(with, without, IsWhole: false);
        }
        return new ClauseReading(with, without, IsWhole: true);
    }
}
