using SemanticSearch.Storage;

namespace SemanticSearch.Evaluation;

/// <summary>What the last evaluation of a data folder found.</summary>
/// <param name="Set">The name of the judged set.</param>
/// <param name="At">When it ended.</param>
/// <param name="Model">The sentence model that was measured.</param>
/// <param name="ModelHash">What tells it from another of the same name.</param>
/// <param name="Queries">How many queries were asked.</param>
/// <param name="Papers">How many papers could be found.</param>
/// <param name="Dense">Meaning alone.</param>
/// <param name="Lexical">Words alone.</param>
/// <param name="Hybrid">Both.</param>
public sealed record EvaluationRecord(
    string Set, DateTimeOffset At, string Model, string ModelHash, int Queries, int Papers, RankingQuality Dense, RankingQuality Lexical, RankingQuality Hybrid)
{
    /// <summary>Keeps a report beside the papers of a folder.</summary>
    public static void Keep(string folder, EvaluationReport report, StoreManifest measured, DateTimeOffset at) => DataFolder.Note(
        folder, DataFolder.Evaluation, new EvaluationRecord(report.Set, at, measured.Model, measured.ModelHash, report.Queries, report.Papers, report.Dense, report.Lexical, report.Hybrid));

    /// <summary>The last one of a folder; null where there was none, or its record cannot be read.</summary>
    public static EvaluationRecord? Last(string folder) => DataFolder.Noted<EvaluationRecord>(folder, DataFolder.Evaluation);
}
