using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Builds the topics of the corpus, and shows them.</summary>
internal static class TopicsVerb
{
    private static readonly Option<bool> Update = new("--update") { Description = "Only give papers that came since a topic; topics stay as they are." };

    private static readonly Option<bool> Afresh = new("--afresh") { Description = "Forget how papers were divided before; topics that come out alike keep their ids." };

    private static readonly Option<double> Resolution = new("--resolution")
    {
        Description = "How fine the topics are: 4 for an overview, 8 for about 60 to 80 topics of 10,000 papers, 14 for more.",
        DefaultValueFactory = _ => new TopicBuildOptions().Resolution,
        HelpName = "NUMBER",
    };

    private static readonly Argument<int> Id = new("ID") { Description = "The number of the topic." };

    private static readonly ParameterTable ListParameters = new([TopicAnswers.Level]);
    private static readonly ParameterOptions ListOptions = new(ListParameters.Parameters);

    public static Command Create()
    {
        Resolution.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) || value is not (>= 0.1 and <= 1000)))
                result.AddError($"--resolution is a number from 0.1 to 1000; found {result.Tokens[0].Value}.");
        });
        var list = new Command("list", "Shows the tree of topics, and what grows.");
        ListOptions.AddTo(list);
        return new Command("topics", "What the corpus is about: builds and shows labelled topics that stay themselves as papers arrive.")
        {
            new Command("build", "Divides the papers into topics, beginning with those of the last build.") { Update, Afresh, Resolution }.Runs(BuildAsync),
            list.Proves(result => ReadLevel(result)).Runs(ListAsync),
            new Command("show", "Shows one topic: its words, papers that show it, its neighbours, and how it grows.") { Id }.Runs(ShowAsync),
            new Command("timeline", "Shows a topic month by month, beside the whole corpus.") { Id }.Runs(TimelineAsync),
            new Command("lineage", "Shows what happened to a topic in each build: also of one that is no more.") { Id }.Runs(LineageAsync),
            new Command("export", "Writes every paper's topic and place, in the order in which papers arrived.").Runs(ExportAsync),
        };
    }

    private static Given ReadLevel(CommandResult result) => ListOptions.Read(result, ListParameters);

    private static async Task<int> BuildAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var start = invocation.Clock.GetTimestamp();
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var folder = invocation.DataFolder;
        var before = TopicFile.Read(folder, Engine.ManifestOf(engine.Model));
        var builder = new TopicBuilder(engine.Store, Engine.ManifestOf(engine.Model), invocation.Clock);
        var progress = new Lines(invocation.Clock);
        var options = new TopicBuildOptions { Resolution = invocation.Get(Resolution), Afresh = invocation.Get(Afresh) };
        var model = before is not null && invocation.Get(Update)
            ? await builder.UpdateAsync(before, progress, cancellationToken)
            : await builder.BuildAsync(options, before, progress, cancellationToken);
        TopicFile.Write(folder, model);
        var seconds = Math.Round(invocation.Clock.GetElapsedTime(start).TotalSeconds, 3);
        invocation.Answer(Summary(model, before, seconds), Text(model, before, seconds));
        return ExitCodes.Done;
    }

    private static object Summary(TopicModel model, TopicModel? before, double seconds)
    {
        var events = model.History.Skip(before?.History.Count ?? 0).ToList();
        return new
        {
            model.Origin.Build,
            Papers = model.PaperCount,
            Areas = model.Topics.Count(topic => topic.Level == TopicLevel.Area),
            Topics = model.Topics.Count(topic => topic.Level == TopicLevel.Topic),
            Subtopics = model.Topics.Count(topic => topic.Level == TopicLevel.Subtopic),
            MeanFit = model.Origin.BuiltFit,
            Born = events.Count(change => change.Change == TopicChange.Born),
            Split = events.Count(change => change.Change == TopicChange.SplitFrom),
            Merged = events.Count(change => change.Change == TopicChange.MergedInto),
            Died = events.Count(change => change.Change == TopicChange.Died),
            Drift = Document(model.Drift()),
            Seconds = seconds,
        };
    }

    private static object Document(TopicDrift drift) => new
    {
        Arrived = Math.Round(drift.Arrived, 4),
        Gone = Math.Round(drift.Gone, 4),
        FitOfArrived = Math.Round(drift.FitOfArrived, 4),
        drift.Reason,
    };

    private static string Text(TopicModel model, TopicModel? before, double seconds)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{model.PaperCount:N0} papers in {model.Topics.Count(topic => topic.Level == TopicLevel.Topic)} topics of {model.Topics.Count(topic => topic.Level == TopicLevel.Area)} areas, build {model.Origin.Build} ({seconds:0.0} s).");
        foreach (var change in model.History.Skip(before?.History.Count ?? 0).Where(_ => before is not null))
            text.Append(CultureInfo.InvariantCulture, $"\n{TopicTexts.Words(change)}");
        return text.ToString();
    }

    private static async Task<int> ListAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var given = ReadLevel(invocation.Command);
        var model = await ReadAsync(invocation, cancellationToken);
        invocation.Answer(TopicAnswers.Tree(model, given.Get(TopicAnswers.Level), self: null, Site.Unknown), TopicTexts.Tree(model, given.Get(TopicAnswers.Level)));
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var model = Read(invocation, Engine.ManifestOf(engine.Model));
        var answer = await TopicAnswers.OneAsync(engine, model, invocation.Get(Id), Site.Unknown, cancellationToken);
        invocation.Answer(answer, TopicTexts.One(answer));
        return ExitCodes.Done;
    }

    private static async Task<int> TimelineAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var answer = TopicAnswers.Timeline(await ReadAsync(invocation, cancellationToken), invocation.Get(Id), self: null);
        invocation.Answer(answer, string.Join('\n', answer.Results.Select(month => string.Create(CultureInfo.InvariantCulture, $"{month.Month}  {month.Papers,6:N0} of {month.AllPapers:N0}"))));
        return ExitCodes.Done;
    }

    private static async Task<int> LineageAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var model = await ReadAsync(invocation, cancellationToken);
        var answer = TopicAnswers.Lineage(model, invocation.Get(Id), self: null);
        invocation.Answer(answer, string.Join('\n', model.Lineage(invocation.Get(Id)).Select(TopicTexts.Words)));
        return ExitCodes.Done;
    }

    private static async Task<int> ExportAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var model = Read(invocation, Engine.ManifestOf(engine.Model));
        var export = await TopicExport.OfAsync(model, engine.Store, cancellationToken);
        invocation.Answer(export, string.Join('\n', export.Ids.Select((id, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{id}\t{export.Labels[i]}\t{export.Map[i][0]:0.000}\t{export.Map[i][1]:0.000}"))));
        return ExitCodes.Done;
    }

    private static async Task<TopicModel> ReadAsync(Invocation invocation, CancellationToken cancellationToken) =>
        Read(invocation, (await invocation.ReadStoreAsync(cancellationToken)).Manifest);

    private static TopicModel Read(Invocation invocation, StoreManifest manifest) => TopicFile.Read(invocation.DataFolder, manifest)
        ?? throw new StoreException(StoreProblem.NotAStore, $"{invocation.DataFolder}: no topics were built here yet. Build them with: topics build.");

    private sealed class Lines(TimeProvider clock) : IProgress<TopicProgress>
    {
        private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(3);

        private readonly Lock _lock = new();
        private string _activity = "";
        private long _last;

        public void Report(TopicProgress value)
        {
            lock (_lock)
            {
                if (value.Activity == _activity && clock.GetElapsedTime(_last) < BetweenLines)
                    return;
                (_activity, _last) = (value.Activity, clock.GetTimestamp());
                Invocation.Say(value.Fraction is { } fraction ? string.Create(CultureInfo.InvariantCulture, $"{value.Activity}: {100 * fraction:0} %") : value.Activity);
            }
        }
    }
}
