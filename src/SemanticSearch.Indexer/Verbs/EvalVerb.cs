using System.CommandLine;
using System.Globalization;
using System.Text;
using SemanticSearch.Evaluation;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Measures the rankings on a judged set.</summary>
internal static class EvalVerb
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "A judged set in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/*.tsv." };

    private static readonly Option<string?> Queries = new("--queries") { Description = "The queries; queries.jsonl of the folder where it is not given.", HelpName = "FILE" };

    private static readonly Option<string?> Qrels = new("--qrels") { Description = "The judgements; qrels/test.tsv of the folder, or the only .tsv file there, where it is not given.", HelpName = "FILE" };

    public static Command Create() =>
        new Command("eval", "Measures nDCG@10, recall@100 and MRR@10 on a judged set. The corpus is indexed into a temporary store, or into --data, which is kept for the next run.")
        {
            Folder, Queries, Qrels,
        }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var start = invocation.Clock.GetTimestamp();
        var set = await JudgedSet.ReadAsync(invocation.Get(Folder)!, invocation.Get(Queries), invocation.Get(Qrels), cancellationToken);
        var report = await InFolderAsync(invocation.NamedFolder, async folder =>
        {
            await using var engine = await invocation.OpenApartAsync(folder, cancellationToken);
            var evaluator = new Evaluator(engine.Store, engine.Indexing, engine.Search);
            var measured = await new ProgressDisplay(invocation.Clock).ShowAsync(shown => evaluator.RunAsync(set, shown, cancellationToken));
            // The service shows how good its rankings are; a folder is not made for that alone.
            if ((invocation.NamedFolder ?? invocation.DataFolder) is var kept && Directory.Exists(kept))
                EvaluationRecord.Keep(kept, measured, Engine.ManifestOf(engine.Model), invocation.Clock.GetUtcNow());
            return measured;
        });
        var seconds = Math.Round(invocation.Clock.GetElapsedTime(start).TotalSeconds, 3);
        invocation.Answer(Document(report, seconds), Text(report));
        return ExitCodes.Done;
    }

    /// <summary>Runs the work in the folder that was named, or in a temporary one that is removed afterwards.</summary>
    private static async Task<T> InFolderAsync<T>(string? named, Func<string, Task<T>> work)
    {
        if (named is not null)
            return await work(named);
        var folder = Directory.CreateTempSubdirectory("semanticsearch-eval-").FullName;
        try
        {
            return await work(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static object Document(EvaluationReport report, double seconds) => new
    {
        report.Set,
        report.Queries,
        report.Papers,
        report.EmptyPapers,
        report.Embedded,
        Dense = Means(report.Dense),
        Lexical = Means(report.Lexical),
        Hybrid = Means(report.Hybrid),
        report.QueriesWithOperators,
        HybridOperatorsOff = Means(report.OperatorsOff),
        Intervals = new
        {
            Dense = Intervals(report.Dense),
            Lexical = Intervals(report.Lexical),
            Hybrid = Intervals(report.Hybrid),
            HybridOperatorsOff = Intervals(report.OperatorsOff),
            HybridLessDense = Intervals(report.HybridOverDense),
            HybridLessLexical = Intervals(report.HybridOverLexical),
            OperatorsOnLessOff = Intervals(report.OnOverOff),
        },
        Seconds = seconds,
    };

    private static object Means(RankingQuality quality) =>
        new { Ndcg10 = Round(quality.Ndcg10.Mean), Recall100 = Round(quality.Recall100.Mean), Mrr10 = Round(quality.Mrr10.Mean) };

    private static object Intervals(RankingQuality quality) =>
        new { Ndcg10 = Interval(quality.Ndcg10), Recall100 = Interval(quality.Recall100), Mrr10 = Interval(quality.Mrr10) };

    private static double[] Interval(Estimate estimate) => [Round(estimate.Low), Round(estimate.High)];

    private static double Round(double value) => Math.Round(value, 4);

    private static string Text(EvaluationReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Set}: {report.Queries:N0} queries over {report.Papers:N0} papers; 95 % intervals in brackets");
        text.AppendLine(CultureInfo.InvariantCulture, $"operators were read in {report.QueriesWithOperators:N0} of the queries; off, their whole text is meaning");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-24}{"nDCG@10",-28}{"recall@100",-28}MRR@10");
        Row(text, "dense", report.Dense, "0.0000");
        Row(text, "lexical", report.Lexical, "0.0000");
        Row(text, "hybrid", report.Hybrid, "0.0000");
        Row(text, "hybrid, operators off", report.OperatorsOff, "0.0000");
        Row(text, "hybrid less dense", report.HybridOverDense, "+0.0000;-0.0000");
        Row(text, "hybrid less lexical", report.HybridOverLexical, "+0.0000;-0.0000");
        Row(text, "operators on less off", report.OnOverOff, "+0.0000;-0.0000");
        return text.ToString().TrimEnd();
    }

    private static void Row(StringBuilder text, string name, RankingQuality quality, string format) => text.AppendLine(
        CultureInfo.InvariantCulture,
        $"{name,-24}{Cell(quality.Ndcg10, format),-28}{Cell(quality.Recall100, format),-28}{Cell(quality.Mrr10, format)}");

    private static string Cell(Estimate estimate, string format) =>
        $"{Figure(estimate.Mean, format)} [{Figure(estimate.Low, format)}, {Figure(estimate.High, format)}]";

    // Less than nothing that rounds to nothing would have two signs; adding nothing takes the sign of a negative zero.
    private static string Figure(double value, string format) => (Round(value) + 0.0).ToString(format, CultureInfo.InvariantCulture);
}
