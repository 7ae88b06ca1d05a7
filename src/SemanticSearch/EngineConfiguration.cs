using System.Globalization;
using Microsoft.Extensions.Configuration;
using SemanticSearch.Storage.Qdrant;

namespace SemanticSearch;

/// <summary>Reads <see cref="EngineOptions"/> from settings files, environment and command line, and refuses what it does not know.</summary>
public static class EngineConfiguration
{
    /// <summary>The section of a settings file; in the environment its keys begin with <c>SemanticSearch__</c>.</summary>
    public const string Section = "SemanticSearch";

    /// <summary>Whether the service fills an empty store with the sample: a key that the engine itself does not read.</summary>
    public const string SampleKey = "Sample";

    /// <summary>The keys of the section that only the service reads; one environment may hold the settings of all programs.</summary>
    public static readonly IReadOnlyCollection<string> ServiceKeys = [SampleKey, "PrepareEvidence", "AllowAnonymous", "Keys", "Limits", "Cors"];

    private const string QdrantKey = nameof(EngineOptions.Qdrant);
    private const int MostCollectionChars = 200;
    private const int MostParts = 1000;

    private static readonly string[] PlainKeys =
        [.. typeof(EngineOptions).GetProperties().Where(property => property.CanWrite && property.Name != QdrantKey).Select(property => property.Name)];

    private static readonly string[] QdrantKeys =
        [.. typeof(QdrantOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)];

    /// <summary>Every key that the engine reads, as it is written below the section.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. PlainKeys, .. QdrantKeys.Select(key => $"{QdrantKey}:{key}")];

    /// <summary>The options of the engine.</summary>
    /// <param name="configuration">The whole configuration of the program.</param>
    /// <param name="otherKeys">Keys of the section that the program itself reads.</param>
    /// <exception cref="ConfigurationException">A key is unknown, or a value does not fit its key.</exception>
    public static EngineOptions Read(IConfiguration configuration, params IReadOnlyCollection<string> otherKeys)
    {
        var section = configuration.GetSection(Section);
        foreach (var child in section.GetChildren())
            RefuseUnknown(child, otherKeys);
        return new EngineOptions
        {
            Store = Choice(section, nameof(EngineOptions.Store), StoreKind.Embedded),
            DataFolder = Text(section, nameof(EngineOptions.DataFolder)) ?? new EngineOptions().DataFolder,
            ModelFolder = Text(section, nameof(EngineOptions.ModelFolder)),
            Qdrant = ReadQdrant(section.GetSection(QdrantKey)),
        };
    }

    private static QdrantOptions ReadQdrant(IConfigurationSection section)
    {
        var standard = new QdrantOptions();
        var replicas = Count(section, nameof(QdrantOptions.Replicas), standard.Replicas, MostParts);
        return new QdrantOptions
        {
            Endpoint = Checked(section, nameof(QdrantOptions.Endpoint), IsEndpoint, "http://HOST:PORT or https://HOST:PORT, without a name or a path") ?? standard.Endpoint,
            ApiKey = Secret(section, nameof(QdrantOptions.ApiKey)),
            Collection = Checked(section, nameof(QdrantOptions.Collection), IsCollection, $"1 to {MostCollectionChars} letters, digits, - and _") ?? standard.Collection,
            Shards = Count(section, nameof(QdrantOptions.Shards), standard.Shards, MostParts),
            Replicas = replicas,
            WriteConsistency = Count(section, nameof(QdrantOptions.WriteConsistency), standard.WriteConsistency, replicas),
        };
    }

    // An address with a name and a password in it would be shown wherever the address is.
    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && address is { UserInfo: "", PathAndQuery: "/", Fragment: "" };

    private static bool IsCollection(string text) => text.Length <= MostCollectionChars && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static void RefuseUnknown(IConfigurationSection child, IReadOnlyCollection<string> otherKeys)
    {
        if (child.Key.Equals(QdrantKey, StringComparison.OrdinalIgnoreCase))
        {
            RefuseUnknownOfQdrant(child, otherKeys);
            return;
        }
        if (!PlainKeys.Concat(otherKeys).Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            throw Unknown(child.Path, otherKeys);
        if (PlainKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            RefuseWithin(child);
    }

    private static void RefuseUnknownOfQdrant(IConfigurationSection section, IReadOnlyCollection<string> otherKeys)
    {
        if (!string.IsNullOrWhiteSpace(section.Value))
            throw new ConfigurationException($"The configuration key {section.Path} takes no value of its own, but keys below it: {string.Join(", ", QdrantKeys)}.");
        foreach (var child in section.GetChildren())
        {
            if (!QdrantKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw Unknown(child.Path, otherKeys);
            RefuseWithin(child);
        }
    }

    private static void RefuseWithin(IConfigurationSection child)
    {
        if (child.GetChildren().FirstOrDefault() is { } within)
            throw new ConfigurationException($"The configuration key {within.Path} is unknown: {child.Path} takes one value.");
    }

    private static ConfigurationException Unknown(string path, IReadOnlyCollection<string> otherKeys) =>
        new($"The configuration key {path} is unknown. Known keys: {string.Join(", ", Keys.Concat(otherKeys))}.");

    private static string? Text(IConfigurationSection section, string key) => string.IsNullOrWhiteSpace(section[key]) ? null : section[key];

    private static string? Checked(IConfigurationSection section, string key, Func<string, bool> fits, string expected)
    {
        var text = Text(section, key)?.Trim();
        return text is null || fits(text) ? text : throw new ConfigurationException($"The configuration key {section.Path}:{key} does not fit; it takes {expected}.");
    }

    // What is refused is not repeated: the message may be logged.
    private static string? Secret(IConfigurationSection section, string key)
    {
        var text = Text(section, key)?.Trim();
        return text is null || text.All(c => c is > ' ' and <= '~') ? text
            : throw new ConfigurationException($"The configuration key {section.Path}:{key} has a character that no key has: it takes visible ASCII without blanks.");
    }

    private static int Count(IConfigurationSection section, string key, int standard, int most) => Text(section, key) is not { } text ? standard
        : int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most ? count
        : throw new ConfigurationException($"The configuration key {section.Path}:{key} is \"{text}\"; it takes a whole number from 1 to {most}.");

    private static T Choice<T>(IConfigurationSection section, string key, T standard)
        where T : struct, Enum
    {
        if (Text(section, key) is not { } text)
            return standard;
        // Parsing an enumeration takes numbers and lists as well, which nobody means; names are compared instead.
        return Array.Find(Enum.GetNames<T>(), name => name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } choice
            ? Enum.Parse<T>(choice)
            : throw new ConfigurationException(
                $"The configuration key {Section}:{key} is \"{text}\"; it takes {string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()}.");
    }
}

/// <summary>The program was started with settings that it cannot use.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
