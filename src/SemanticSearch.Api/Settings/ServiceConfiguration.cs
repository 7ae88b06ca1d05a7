using System.Globalization;

namespace SemanticSearch.Api.Settings;

/// <summary>Reads <see cref="ServiceOptions"/> from settings files, environment and command line, and refuses what it does not know.</summary>
internal static class ServiceConfiguration
{
    private const string KeysKey = "Keys";
    private const string LimitsKey = "Limits";
    private const string CorsKey = "Cors";
    private const string ReadList = "Read";
    private const string WriteList = "Write";
    private const string Origins = "Origins";
    private const string RequestsPerMinute = "RequestsPerMinute";
    private const string TimeoutSeconds = "TimeoutSeconds";
    private const int MostRequests = 1_000_000;
    private const int MostSeconds = 3_600;
    private const int HashBytes = 32;

    /// <summary>Every key that the service reads beside those of the engine, as it is written below the section; of lists, the first entry.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        EngineConfiguration.SampleKey, nameof(ServiceOptions.PrepareEvidence), nameof(ServiceOptions.AllowAnonymous), $"{KeysKey}:{ReadList}:0", $"{KeysKey}:{WriteList}:0",
        $"{LimitsKey}:{RequestsPerMinute}", $"{LimitsKey}:{TimeoutSeconds}", $"{CorsKey}:{Origins}:0",
    ];

    /// <summary>The options of the service.</summary>
    /// <param name="configuration">The whole configuration of the program.</param>
    /// <exception cref="ConfigurationException">A key is unknown, or a value does not fit its key.</exception>
    public static ServiceOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(EngineConfiguration.Section);
        RequireKnown(section.GetSection(KeysKey), ReadList, WriteList);
        RequireKnown(section.GetSection(LimitsKey), RequestsPerMinute, TimeoutSeconds);
        RequireKnown(section.GetSection(CorsKey), Origins);
        var options = new ServiceOptions
        {
            Sample = Flag(section, EngineConfiguration.SampleKey, true),
            PrepareEvidence = Flag(section, nameof(ServiceOptions.PrepareEvidence), true),
            AllowAnonymous = Flag(section, nameof(ServiceOptions.AllowAnonymous), false),
            ReadKeys = [.. List(section.GetSection($"{KeysKey}:{ReadList}")).Select(Hash)],
            WriteKeys = [.. List(section.GetSection($"{KeysKey}:{WriteList}")).Select(Hash)],
            RequestsPerMinute = Count(section.GetSection($"{LimitsKey}:{RequestsPerMinute}"), MostRequests),
            CorsOrigins = [.. List(section.GetSection($"{CorsKey}:{Origins}")).Select(Origin)],
        };
        if (options.HasKeys && options.CorsOrigins.Contains("*"))
            throw new ConfigurationException($"The configuration key {section.Path}:{CorsKey}:{Origins} has \"*\", which no service with keys takes: name each site.");
        return Count(section.GetSection($"{LimitsKey}:{TimeoutSeconds}"), MostSeconds) is { } seconds ? options with { Timeout = TimeSpan.FromSeconds(seconds) } : options;
    }

    private static void RequireKnown(IConfigurationSection section, params string[] names)
    {
        if (!string.IsNullOrWhiteSpace(section.Value))
            throw new ConfigurationException($"The configuration key {section.Path} takes no value of its own, but keys below it: {string.Join(", ", names)}.");
        if (section.GetChildren().FirstOrDefault(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new ConfigurationException($"The configuration key {unknown.Path} is unknown. Known keys: {string.Join(", ", Keys)}.");
    }

    private static IEnumerable<IConfigurationSection> List(IConfigurationSection section)
    {
        if (!string.IsNullOrWhiteSpace(section.Value))
            throw new ConfigurationException($"The configuration key {section.Path} takes a list: {section.Path}:0 for its first entry, and so on.");
        return section.GetChildren().Where(entry => !string.IsNullOrWhiteSpace(RequireLeaf(entry).Value));
    }

    private static IConfigurationSection RequireLeaf(IConfigurationSection section) => section.GetChildren().FirstOrDefault() is { } within
        ? throw new ConfigurationException($"The configuration key {within.Path} is unknown: {section.Path} takes one value.")
        : section;

    // What is refused is not repeated: it may well be the key itself, and the message may be logged.
    private static byte[] Hash(IConfigurationSection entry)
    {
        var text = entry.Value!.Trim();
        return text.Length == 2 * HashBytes && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new ConfigurationException($"The configuration key {entry.Path} is no SHA-256 in 64 hexadecimal digits. Keys are kept as hashes only: printf %s \"$KEY\" | sha256sum");
    }

    private static string Origin(IConfigurationSection entry)
    {
        var text = entry.Value!.Trim();
        return text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.GetLeftPart(UriPartial.Authority) == text)
            ? text
            : throw new ConfigurationException($"The configuration key {entry.Path} is \"{text}\"; it takes a site as its pages name it, such as https://example.org, without a path.");
    }

    private static int? Count(IConfigurationSection section, int most) => RequireLeaf(section).Value is not { } text || string.IsNullOrWhiteSpace(text) ? null
        : int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most ? count
        : throw new ConfigurationException($"The configuration key {section.Path} is \"{text}\"; it takes a whole number from 1 to {most}.");

    private static bool Flag(IConfigurationSection section, string key, bool standard) => RequireLeaf(section.GetSection(key)).Value is not { } text || string.IsNullOrWhiteSpace(text) ? standard
        : bool.TryParse(text, out var flag) ? flag
        : throw new ConfigurationException($"The configuration key {section.Path}:{key} is \"{text}\"; it takes true or false.");
}
