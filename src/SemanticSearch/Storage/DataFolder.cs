namespace SemanticSearch.Storage;

/// <summary>What a data folder may hold beside the papers.</summary>
internal static class DataFolder
{
    /// <summary>The file of the topics. It is there whichever store has the papers, so it may be the only file.</summary>
    public const string Topics = "topics.model";
}
