namespace SemanticSearch.Tests;

/// <summary>Tests that count what the process allocates, or that load it on purpose: they run while nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "Measured alone";
}
