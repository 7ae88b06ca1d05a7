namespace SemanticSearch.Topics;

/// <summary>Tells how far a build is, in words and shares.</summary>
internal sealed class ProgressReport(IProgress<TopicProgress>? progress)
{
    public void Say(string activity, double? fraction = null) => progress?.Report(new TopicProgress(activity, fraction));

    /// <summary>What is told counts; null where nobody listens.</summary>
    /// <param name="activity">What is counted, in words.</param>
    /// <param name="total">How much there is; null where that is not known.</param>
    public IProgress<int>? Counting(string activity, long? total) =>
        progress is null ? null : new Forward<int>(count => Say(activity, total is > 0 ? Math.Min(1, (double)count / total.Value) : null));

    public IProgress<double>? Share(string activity) => progress is null ? null : new Forward<double>(share => Say(activity, share));

    private sealed class Forward<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
