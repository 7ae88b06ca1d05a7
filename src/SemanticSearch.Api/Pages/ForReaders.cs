namespace SemanticSearch.Api.Pages;

/// <summary>Marks an address that answers pages for people, whose problems are pages too.</summary>
internal sealed class ForReaders;
