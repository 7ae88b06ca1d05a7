namespace SemanticSearch.Topics;

/// <summary>How topics are built.</summary>
public sealed record TopicBuildOptions
{
    /// <summary>How fine the topics are, above 0: 8 gives about 60 to 80 topics of 10,000 papers, 4 about 45, 14 about 110.</summary>
    public double Resolution { get; init; } = 8;

    /// <summary>Decides what chance decides. The same papers, seed and topics before give the same topics, bit for bit.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The most papers, about, that the neighbour graph is made of; where there are more, a sample is, and the rest follows it.</summary>
    public int SampleLimit { get; init; } = 100_000;

    /// <summary>Whether to forget how papers were divided before. Topics that come out alike keep their ids all the same.</summary>
    public bool Afresh { get; init; }

    internal ClusterOptions Clusters(bool keep) => new() { Resolution = Resolution, Seed = Seed, Keep = keep };
}

/// <summary>How far a build is.</summary>
/// <param name="Activity">What it does, in words.</param>
/// <param name="Fraction">How much of that is done, in [0, 1]; null where that is not known.</param>
public readonly record struct TopicProgress(string Activity, double? Fraction);
