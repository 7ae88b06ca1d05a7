using System.Text.Json;
using SemanticSearch.Evaluation;
using SemanticSearch.Indexing;
using SemanticSearch.Storage.Qdrant;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>What the service holds, and how it got there.</summary>
public sealed record StatusAnswer
{
    /// <summary>How many papers can be found.</summary>
    public required long Papers { get; init; }

    /// <summary>The sentence model.</summary>
    public required string Model { get; init; }

    /// <summary>The length of its vectors.</summary>
    public required int Dimensions { get; init; }

    /// <summary>The state of the index.</summary>
    public required string IndexVersion { get; init; }

    /// <summary>embedded or qdrant.</summary>
    public required string Store { get; init; }

    /// <summary>What trouble the store has, and what to do; left out where it has none.</summary>
    public string? Trouble { get; init; }

    /// <summary>The topics; left out where none were built.</summary>
    public TopicsStatus? Topics { get; init; }

    /// <summary>The last run of indexing, by whichever program; left out where none is known.</summary>
    public RunAnswer? LastRun { get; init; }

    /// <summary>What the last evaluation found; left out where none is known.</summary>
    public EvaluationAnswer? LastEvaluation { get; init; }

    public static async Task<StatusAnswer> OfAsync(Engine engine, CancellationToken cancellationToken)
    {
        var statistics = await engine.Store.StatisticsAsync(cancellationToken);
        return new StatusAnswer
        {
            Papers = statistics.Papers,
            Model = engine.Model.Name,
            Dimensions = engine.Model.Dimensions,
            IndexVersion = statistics.IndexVersion,
            Store = engine.Store is QdrantStore ? "qdrant" : "embedded",
            Trouble = statistics.Trouble,
            Topics = await engine.Topics.FindAsync(cancellationToken) is { } topics ? TopicsStatus.Of(topics) : null,
            LastRun = engine.Runs.Last() is { } run ? RunAnswer.Of(run) : null,
            LastEvaluation = EvaluationRecord.Last(engine.DataFolder) is { } found ? EvaluationAnswer.Of(found, engine.Model.Hash) : null,
        };
    }
}

/// <summary>The topics of the store.</summary>
/// <param name="Topics">How many there are, in all levels.</param>
/// <param name="Papers">How many papers have one.</param>
/// <param name="Build">The number of their build, 1 for the first.</param>
/// <param name="BuiltAt">When that was.</param>
/// <param name="Rebuild">Why they should be built again; left out where they need not.</param>
public sealed record TopicsStatus(int Topics, int Papers, int Build, DateTimeOffset BuiltAt, string? Rebuild)
{
    public static TopicsStatus Of(TopicModel model) => new(model.Topics.Count, model.PaperCount, model.Origin.Build, model.Origin.BuiltAt, model.Drift().Reason);
}

/// <summary>A run of indexing.</summary>
public sealed record RunAnswer : RunCounts
{
    private RunAnswer(RunCounts counts)
        : base(counts)
    {
    }

    /// <summary>What ran: index, for a run of the indexer or of the sample; or import, for one call of /v1/papers/import.</summary>
    public required string Kind { get; init; }

    /// <summary>running, done, or broken_off: what it counts is stored then as well.</summary>
    public required string State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last told something, or ended.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The part of the input that was read, 0 to 1; left out where its end is not known.</summary>
    public double? Fraction { get; init; }

    /// <summary>How many records each reason refused.</summary>
    public required IReadOnlyList<RefusalCount> RefusedBy { get; init; }

    public static RunAnswer Of(RunRecord run) => new(run)
    {
        Kind = Word(run.Kind),
        State = Word(run.State),
        StartedAt = run.StartedAt,
        UpdatedAt = run.UpdatedAt,
        Fraction = run.State == RunState.Running && run.Fraction is { } fraction ? Math.Round(fraction, 3) : null,
        RefusedBy = [.. run.RefusalCounts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => new RefusalCount(count.Key, count.Value))],
    };

    /// <summary>Whether more of it is to come.</summary>
    internal bool IsRunning => State == Word(RunState.Running);

    private static string Word<T>(T state)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}

/// <summary>How many records a reason refused.</summary>
/// <param name="Code">The reason, for scripts.</param>
/// <param name="Records">How many.</param>
public sealed record RefusalCount(string Code, long Records);

/// <summary>How good the rankings of a judged set were.</summary>
/// <param name="Set">The name of the set.</param>
/// <param name="At">When it was measured.</param>
/// <param name="Model">The sentence model that was measured.</param>
/// <param name="IsThisModel">Whether that is the model of this service.</param>
/// <param name="Queries">How many queries were asked.</param>
/// <param name="Papers">How many papers could be found.</param>
/// <param name="Semantic">Meaning alone.</param>
/// <param name="Lexical">Words alone.</param>
/// <param name="Hybrid">Both.</param>
public sealed record EvaluationAnswer(
    string Set, DateTimeOffset At, string Model, bool IsThisModel, int Queries, int Papers, QualityAnswer Semantic, QualityAnswer Lexical, QualityAnswer Hybrid)
{
    public static EvaluationAnswer Of(EvaluationRecord found, string modelHash) => new(
        found.Set, found.At, found.Model, found.ModelHash == modelHash, found.Queries, found.Papers, QualityAnswer.Of(found.Dense), QualityAnswer.Of(found.Lexical), QualityAnswer.Of(found.Hybrid));
}

/// <summary>Means over queries, from 0 to 1.</summary>
/// <param name="Ndcg10">How well the ten best are ordered.</param>
/// <param name="Recall100">How many of the relevant papers are among the hundred best.</param>
/// <param name="Mrr10">One over the place of the first relevant paper.</param>
public sealed record QualityAnswer(MeanAnswer Ndcg10, MeanAnswer Recall100, MeanAnswer Mrr10)
{
    public static QualityAnswer Of(RankingQuality quality) => new(MeanAnswer.Of(quality.Ndcg10), MeanAnswer.Of(quality.Recall100), MeanAnswer.Of(quality.Mrr10));
}

/// <summary>A mean, and where it would fall for other queries of the same kind.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
public sealed record MeanAnswer(double Mean, double Low, double High)
{
    public static MeanAnswer Of(Estimate estimate) => new(Math.Round(estimate.Mean, 4), Math.Round(estimate.Low, 4), Math.Round(estimate.High, 4));
}
