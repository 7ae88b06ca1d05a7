namespace SemanticSearch.Storage;

/// <summary>What a data folder may hold beside the papers.</summary>
internal static class DataFolder
{
    /// <summary>The file of the topics. It is there whichever store has the papers, so it may be the only file.</summary>
    public const string Topics = "topics.model";

    /// <summary>The file of the vectors of sentences, likewise.</summary>
    public const string Sentences = "sentences.db";

    /// <summary>Whether a file may be there without the papers.</summary>
    public static bool IsBesidePapers(string path) =>
        Path.GetFileName(path) is var name && (name.StartsWith(Topics, StringComparison.Ordinal) || name.StartsWith(Sentences, StringComparison.Ordinal));
}
