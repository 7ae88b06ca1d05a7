using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Contract.Parameters;

/// <summary>Papers and topics that must be there.</summary>
public static class Known
{
    /// <summary>The paper of an id.</summary>
    /// <exception cref="PaperNotFoundException">The store has none.</exception>
    /// <exception cref="StoreException">The store refuses.</exception>
    public static async Task<Paper> RequirePaperAsync(this Engine engine, PaperId id, CancellationToken cancellationToken) =>
        (await engine.Store.FindAsync([id], cancellationToken))[0]?.Paper ?? throw new PaperNotFoundException(id);

    /// <summary>The topics of the store.</summary>
    /// <exception cref="ProblemException">None were built.</exception>
    public static async Task<TopicModel> RequireTopicsAsync(this Engine engine, CancellationToken cancellationToken) =>
        await engine.Topics.FindAsync(cancellationToken) ?? throw NoTopics();

    /// <summary>That none were built, and how they are.</summary>
    public static ProblemException NoTopics() =>
        new Problem(ProblemCatalogue.NoTopics, "No topics were built of the papers of this store.")
        {
            Hint = "Build them with the indexer: dotnet run --project src/SemanticSearch.Indexer -- topics build",
        }.ToException();

    /// <summary>The topic of an id.</summary>
    /// <exception cref="ProblemException">There is none now.</exception>
    public static Topic RequireTopic(this TopicModel model, int id, string? parameter = null) => model.Find(id)
        ?? throw new Problem(ProblemCatalogue.TopicNotFound, $"There is no topic {id}.") { Parameter = parameter, Hint = WhatBecame(model, id) }.ToException();

    private static string? WhatBecame(TopicModel model, int id) => model.Lineage(id).LastOrDefault(change => change.Topic == id) switch
    {
        { Change: TopicChange.MergedInto, Other: { } other } end => $"It was merged into topic {other} in build {end.Build}: /v1/topics/{other}",
        { Change: TopicChange.Died } end => $"It ended in build {end.Build}: /v1/topics/{id}/lineage",
        _ => null,
    };
}
