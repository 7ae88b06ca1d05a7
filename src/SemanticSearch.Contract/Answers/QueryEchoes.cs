using System.Text.Json;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Contract.Answers;

/// <summary>Says how a query was read.</summary>
public static class QueryEchoes
{
    /// <param name="request">What was asked.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="topics">The topics that papers must be of.</param>
    public static QueryEcho Of(RankingRequest request, SearchResult result, IReadOnlyList<int?> topics)
    {
        var similar = request as SimilarRequest;
        var text = (request as SearchRequest)?.Text ?? similar!.Text;
        return new QueryEcho
        {
            Text = text.Length == 0 ? null : text,
            Meaning = result.Query is { } query && query.Meaning != text ? query.Meaning : null,
            Clauses = result.Query is { Clauses.Count: > 0 } read ? [.. read.Parts.Where(part => part.Clause is not null).Select(part => Clause(read, part))] : null,
            Like = similar is null ? null : Examples(result.LikeIds, similar.LikeTexts),
            Unlike = similar is null || similar.UnlikeIds.Count + similar.UnlikeTexts.Count == 0 ? null : Examples(result.UnlikeIds, similar.UnlikeTexts),
            Mode = Choice.Word(request.Mode),
            SemanticWeight = request.Mode == SearchMode.Hybrid ? request.SemanticWeight : null,
            Filter = request.Filter.IsEmpty && topics.Count == 0 ? null : Filter(request.Filter, topics),
            MinSimilarity = request.MinSimilarity,
            Sort = Choice.Word(result.Order),
            Diversity = request.Diversity > 0 ? request.Diversity : null,
            Collapse = request.Collapse ? true : null,
        };
    }

    private static ClauseEcho Clause(QueryText query, QueryPart part) => new(
        part.Written, part.Clause!.IsExcluded,
        [.. part.Clause.Traits.Select(trait => new TraitEcho(JsonNamingPolicy.SnakeCaseLower.ConvertName(trait.Kind.ToString()), trait.Text))],
        query.Without(part));

    private static List<ExampleEcho> Examples(IReadOnlyList<PaperId> ids, IReadOnlyList<string> texts) =>
        [.. ids.Select(id => new ExampleEcho { Id = id.Value }), .. texts.Select(text => new ExampleEcho { Text = text })];

    private static FilterEcho Filter(PaperFilter filter, IReadOnlyList<int?> topics) => new()
    {
        From = filter.From,
        To = filter.To,
        Category = NullIfEmpty(filter.Categories),
        Author = NullIfEmpty(filter.Authors),
        Source = NullIfEmpty(filter.Sources),
        Topic = topics.Count == 0 ? null : [.. topics.Select(id => id!.Value)],
    };

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> values) => values.Count == 0 ? null : values;
}
