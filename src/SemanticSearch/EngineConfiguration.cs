using Microsoft.Extensions.Configuration;

namespace SemanticSearch;

/// <summary>Reads <see cref="EngineOptions"/> from settings files, environment and command line, and refuses what it does not know.</summary>
public static class EngineConfiguration
{
    /// <summary>The section of a settings file; in the environment its keys begin with <c>SemanticSearch__</c>.</summary>
    public const string Section = "SemanticSearch";

    /// <summary>Whether the service fills an empty store with the sample: a key that the engine itself does not read.</summary>
    public const string SampleKey = "Sample";

    private static readonly string[] Keys = [.. typeof(EngineOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)];

    /// <summary>The options of the engine.</summary>
    /// <param name="configuration">The whole configuration of the program.</param>
    /// <param name="otherKeys">Keys of the section that the program itself reads.</param>
    /// <exception cref="ConfigurationException">A key is unknown, or a value does not fit its key.</exception>
    public static EngineOptions Read(IConfiguration configuration, params IReadOnlyCollection<string> otherKeys)
    {
        var section = configuration.GetSection(Section);
        foreach (var key in section.GetChildren().Select(child => child.Key))
            if (!Keys.Concat(otherKeys).Contains(key, StringComparer.OrdinalIgnoreCase))
                throw new ConfigurationException($"The configuration key {Section}:{key} is unknown. Known keys: {string.Join(", ", Keys.Concat(otherKeys))}.");
        return new EngineOptions
        {
            Store = Choice(section, nameof(EngineOptions.Store), StoreKind.Embedded),
            DataFolder = Text(section, nameof(EngineOptions.DataFolder)) ?? new EngineOptions().DataFolder,
            ModelFolder = Text(section, nameof(EngineOptions.ModelFolder)),
        };
    }

    private static string? Text(IConfigurationSection section, string key) => string.IsNullOrWhiteSpace(section[key]) ? null : section[key];

    private static T Choice<T>(IConfigurationSection section, string key, T standard)
        where T : struct, Enum
    {
        if (Text(section, key) is not { } text)
            return standard;
        // A number would name a choice by its place, which nobody means.
        return Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) && !char.IsAsciiDigit(text[0])
            ? choice
            : throw new ConfigurationException(
                $"The configuration key {Section}:{key} is \"{text}\"; it takes {string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()}.");
    }
}

/// <summary>The program was started with settings that it cannot use.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
