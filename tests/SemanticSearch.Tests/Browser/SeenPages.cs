namespace SemanticSearch.Tests.Browser;

/// <summary>Every page, and every state of one that looks different, by the name that its pictures are kept under.</summary>
internal static class SeenPages
{
    /// <summary>The sample paper whose title is markup.</summary>
    public const string Hostile = "sample:machine-learning-01";

    private static readonly Dictionary<string, (string Path, int Status)> Pages = new()
    {
        ["start"] = ("/", 200),
        ["results"] = ("/?q=how+do+bees+find+flowers", 200),
        ["narrowed"] = ("/?q=climate+-ocean&from=2015&category=ecology&sort=date", 200),
        ["hostile"] = ("/?q=language+models+and+hostile+titles", 200),
        ["nothing-close"] = ("/?q=pizza+recipe", 200),
        ["nothing-fits"] = ("/?q=bees&author=Nobody", 200),
        ["like"] = ("/?like=sample:economics-14", 200),
        ["steered"] = ("/?q=bees&like=sample:ecology-03&unlike=sample:genetics-14", 200),
        ["paper"] = ("/papers/sample:genetics-14", 200),
        ["hostile-paper"] = ($"/papers/{Hostile}", 200),
        ["topics"] = ("/topics", 200),
        ["topic"] = ("/topics/1", 200),
        ["map"] = ("/map", 200),
        ["map-lit"] = ("/map?q=how+do+bees+find+flowers", 200),
        ["status"] = ("/status", 200),
        ["problem"] = ("/papers/no-such-paper", 404),
    };

    public static IEnumerable<string> Names => Pages.Keys;

    public static string Path(string name) => Pages[name].Path;

    public static int Status(string name) => Pages[name].Status;
}
