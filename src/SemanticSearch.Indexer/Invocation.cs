using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Embeddings;
using SemanticSearch.Storage;

namespace SemanticSearch.Indexer;

/// <summary>What a verb has to work with: what was given, the engine, and where its answer goes.</summary>
internal sealed class Invocation(ParseResult parsed)
{
    private static readonly Option<string> DataOption = Setting("--data", "FOLDER", $"The folder of the store; {new EngineOptions().DataFolder} where it is not given.");
    private static readonly Option<string> ModelOption = Setting("--model", "FOLDER", $"The folder of the sentence model; models/{EngineOptions.DefaultModel} where it is not given.");
    private static readonly Option<string> StoreOption = Setting(
        "--store", "KIND", "Which store keeps the papers: embedded or qdrant. The server of the latter is set by SemanticSearch__Qdrant__Endpoint.");
    private static readonly Option<bool> JsonOption =
        new("--json") { Description = "Answer with one JSON document on standard output; everything else goes to standard error.", Recursive = true };

    /// <summary>The options of every verb.</summary>
    public static IReadOnlyList<Option> CommonOptions => [DataOption, ModelOption, StoreOption, JsonOption];

    /// <summary>The command with what was given.</summary>
    public CommandResult Command => parsed.CommandResult;

    public TimeProvider Clock { get; } = TimeProvider.System;

    /// <summary>What --data names; null where it is not given.</summary>
    public string? NamedFolder => Get(DataOption);

    /// <summary>The folder of the store, named or not.</summary>
    public string DataFolder => ReadOptions().DataFolder;

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The engine with the store that is named, which is made where there is none.</summary>
    public Task<Engine> OpenEngineAsync(CancellationToken cancellationToken) => Engine.OpenAsync(ReadOptions(), Clock, cancellationToken);

    /// <summary>
    /// The engine with the embedded store that --data names, or one in a folder of the verb's own: a verb that brings its own papers must not put
    /// them among the user's because a setting says where those are.
    /// </summary>
    public Task<Engine> OpenApartAsync(string ownFolder, CancellationToken cancellationToken) =>
        Engine.OpenAsync(ReadOptions() with { Store = StoreKind.Embedded, DataFolder = NamedFolder ?? ownFolder }, Clock, cancellationToken);

    /// <summary>The engine with the store that is named, for a verb that only reads.</summary>
    /// <exception cref="StoreException">There is no store: a mistyped folder must not look like an empty one.</exception>
    public async Task<Engine> OpenExistingAsync(CancellationToken cancellationToken)
    {
        var options = ReadOptions();
        if (options.Store == StoreKind.Qdrant)
            return await OpenFilledAsync(options, cancellationToken);
        var isThere = File.Exists(options.DataFolder) || (Directory.Exists(options.DataFolder) && Directory.EnumerateFiles(options.DataFolder).Any());
        return isThere
            ? await Engine.OpenAsync(options, Clock, cancellationToken)
            : throw new StoreException(StoreProblem.NotAStore,
                $"{options.DataFolder}: there is no store here. Name the folder of one with --data, or make one with: index FILE.");
    }

    /// <summary>The folder of the store that is named, and what must have made it, for a verb that works on the files themselves.</summary>
    public async Task<(string Folder, StoreManifest Manifest)> ReadStoreAsync(CancellationToken cancellationToken)
    {
        var options = ReadOptions();
        if (options.Store == StoreKind.Qdrant)
            throw new ConfigurationException("This verb works on the files of the embedded store. A Qdrant server proves and copies its own: see its snapshots.");
        var model = await Task.Run(() => EmbeddingModel.Load(options.ResolveModelFolder()), cancellationToken);
        return (options.DataFolder, Engine.ManifestOf(model));
    }

    /// <summary>Writes what the verb was asked for to standard output, for programs or for people.</summary>
    /// <param name="document">The answer for programs; its names become snake_case, and what is null is left out.</param>
    /// <param name="text">The answer for people, without a line end.</param>
    public void Answer<T>(T document, string text)
    {
        if (!Get(JsonOption))
        {
            Console.Out.WriteLine(text);
            return;
        }
        // The bytes are UTF-8 whatever the locale says.
        using var output = Console.OpenStandardOutput();
        output.Write([.. JsonSerializer.SerializeToUtf8Bytes(document, AnswerJson.Options), (byte)'\n']);
    }

    /// <summary>Writes a line about the work to standard error.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);

    private async Task<Engine> OpenFilledAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        var engine = await Engine.OpenAsync(options, Clock, cancellationToken);
        if ((await engine.Store.StatisticsAsync(cancellationToken)).Papers > 0)
            return engine;
        await engine.DisposeAsync();
        throw new StoreException(StoreProblem.NotAStore,
            $"{options.Qdrant.Endpoint}: the collection {options.Qdrant.Collection} has no papers. Set Qdrant:Collection to another, or fill it with: index FILE --store qdrant.");
    }

    private EngineOptions ReadOptions()
    {
        var given = new Dictionary<string, string?>();
        foreach (var (option, key) in new[] { (DataOption, nameof(EngineOptions.DataFolder)), (ModelOption, nameof(EngineOptions.ModelFolder)), (StoreOption, nameof(EngineOptions.Store)) })
            if (Get(option) is { } value)
                given[$"{EngineConfiguration.Section}:{key}"] = value;
        // The service may run in the same environment, so its own key is known here too.
        return EngineConfiguration.Read(new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(given).Build(), EngineConfiguration.ServiceKeys);
    }

    private static Option<string> Setting(string name, string value, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = value, Recursive = true };
        // An empty value is a variable that was never set, far more often than a wish for the default.
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                result.AddError($"{name} is empty.");
        });
        return option;
    }
}

/// <summary>How a verb is tied to its command.</summary>
internal static class VerbCommand
{
    /// <summary>Refuses what was given, with the usage of the verb, where reading it ends with a problem.</summary>
    public static Command Proves(this Command command, Action<CommandResult> read)
    {
        command.Validators.Add(result =>
        {
            try
            {
                read(result);
            }
            catch (ProblemException refusal)
            {
                result.AddError(CommandLine.Words(refusal.Problem));
            }
        });
        return command;
    }

    /// <summary>Makes the verb run when its command is given; it answers the exit code.</summary>
    public static Command Runs(this Command command, Func<Invocation, CancellationToken, Task<int>> verb)
    {
        command.SetAction((parsed, cancellationToken) => verb(new Invocation(parsed), cancellationToken));
        return command;
    }
}
