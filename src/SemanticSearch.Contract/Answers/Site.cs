namespace SemanticSearch.Contract.Answers;

/// <summary>Where the service is, as whoever asks reaches it.</summary>
/// <param name="Root">What stands before every path, such as <c>https://papers.example</c>; empty where that is not known, so that addresses are paths.</param>
public readonly record struct Site(string Root)
{
    /// <summary>Of answers that no service gives.</summary>
    public static readonly Site Unknown = new("");

    /// <summary>The address of a path.</summary>
    public string Whole(string path) => Root + path;
}
