using SemanticSearch.Papers;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>Conditions on papers in the words of the server.</summary>
internal static class PointFilter
{
    /// <summary>The papers that a query may answer; null where that is every one.</summary>
    public static Wire.Filter? Of(RetrievalQuery query)
    {
        if (query.Filter.IsEmpty && query.Exclude.Count == 0 && query.OnlyGroups.Count == 0)
            return null;
        var conditions = new Wire.Filter();
        conditions.Must.AddRange(Conditions(query.Filter));
        if (query.OnlyGroups.Count > 0)
            conditions.Must.Add(HasId(PointName.ToPointIds([.. query.OnlyGroups.SelectMany(query.Groups!.PapersOf)])));
        if (query.Exclude.Count > 0)
            conditions.MustNot.Add(HasId(PointName.ToPointIds(query.Exclude)));
        return conditions;
    }

    /// <summary>Those that pass a filter and are of a group.</summary>
    public static Wire.Filter Within(Wire.Filter? filter, IEnumerable<PaperId> group)
    {
        var within = filter?.Clone() ?? new Wire.Filter();
        within.Must.Add(HasId(PointName.ToPointIds([.. group])));
        return within;
    }

    /// <summary>The same without the state of the store, where papers are counted.</summary>
    public static Wire.Filter OfPapers(Wire.Filter? filter)
    {
        var papers = filter?.Clone() ?? new Wire.Filter();
        papers.MustNot.Add(HasId([PointName.ToPointId(PointName.State)]));
        return papers;
    }

    /// <summary>These points and no other.</summary>
    public static Wire.Filter Only(IEnumerable<string> uuids)
    {
        var filter = new Wire.Filter();
        filter.Must.Add(HasId(uuids.Select(PointName.ToPointId)));
        return filter;
    }

    /// <summary>Those that pass a filter and have any of some terms.</summary>
    public static Wire.Filter WithAnyOf(Wire.Filter? filter, IEnumerable<uint> terms)
    {
        var any = new Wire.RepeatedIntegers();
        any.Integers.AddRange(terms.Select(term => (long)term));
        var with = filter?.Clone() ?? new Wire.Filter();
        with.Must.Add(Field(PaperPoint.Words, new Wire.Match { Integers = any }));
        return with;
    }

    public static Wire.Condition Field(string key, Wire.Match? match = null, Wire.Range? range = null)
    {
        var field = new Wire.FieldCondition { Key = key };
        if (match is not null)
            field.Match = match;
        if (range is not null)
            field.Range = range;
        return new Wire.Condition { Field = field };
    }

    public static Wire.Condition HasId(IEnumerable<Wire.PointId> ids)
    {
        var named = new Wire.HasIdCondition();
        named.HasId.AddRange(ids);
        return new Wire.Condition { HasId = named };
    }

    /// <summary>The points without a value in a field, the state of the store among them.</summary>
    public static Wire.Condition IsEmpty(string key) => new() { IsEmpty = new Wire.IsEmptyCondition { Key = key } };

    private static IEnumerable<Wire.Condition> Conditions(PaperFilter filter)
    {
        if (filter.From is not null || filter.To is not null)
            yield return Field(PaperPoint.Day, range: Days(filter));
        if (filter.Categories.Count > 0)
            yield return Field(PaperPoint.CategoryKeys, AnyOf(filter.Categories.Select(PaperFilter.CategoryKey)));
        if (filter.Sources.Count > 0)
            yield return Field(PaperPoint.SourceKey, AnyOf(filter.Sources.Select(PaperFilter.SourceKey)));
        foreach (var author in filter.Authors)
            yield return Field(PaperPoint.AuthorKeys, new Wire.Match { Keyword = PaperFilter.AuthorKey(author) });
    }

    private static Wire.Range Days(PaperFilter filter)
    {
        var days = new Wire.Range();
        if (filter.From is { } from)
            days.Gte = from.DayNumber;
        if (filter.To is { } to)
            days.Lte = to.DayNumber;
        return days;
    }

    private static Wire.Match AnyOf(IEnumerable<string> keys)
    {
        var any = new Wire.RepeatedStrings();
        any.Strings.AddRange(keys);
        return new Wire.Match { Keywords = any };
    }
}
