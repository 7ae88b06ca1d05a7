using Microsoft.Extensions.Logging;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Topics;

namespace SemanticSearch.Tests.Topics;

/// <summary>Topics that another program builds while this one uses them.</summary>
public sealed class CurrentTopicsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Told _log = new();
    private EmbeddedStore _store = null!;
    private CurrentTopics _topics = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new EmbeddedStore(_folder.FullPath);
        await _store.OpenAsync(TopicCorpusPapers.Manifest, Cancellation);
        await _store.UpsertAsync(TopicCorpusPapers.Papers(0, 90), Cancellation);
        _topics = new CurrentTopics(_folder.FullPath, _store, TopicCorpusPapers.Manifest, _log);
    }

    public async ValueTask DisposeAsync()
    {
        _topics.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task They_are_those_of_the_file_as_it_is_now()
    {
        Assert.Null(await _topics.FindAsync(Cancellation));
        Assert.Equal(90, (await _topics.BuildFirstAsync(TimeProvider.System, Cancellation))!.PaperCount);
        var first = await _topics.FindAsync(Cancellation);
        Assert.Equal(90, first!.PaperCount);
        Assert.Same(first, await _topics.FindAsync(Cancellation));
        Assert.Null(await _topics.BuildFirstAsync(TimeProvider.System, Cancellation));

        await _store.UpsertAsync(TopicCorpusPapers.Papers(90, 12), Cancellation);
        TopicFile.Write(_folder.FullPath, await Builder().UpdateAsync(first, null, Cancellation));
        Assert.Equal(102, (await _topics.FindAsync(Cancellation))!.PaperCount);
        File.Delete(_folder[TopicFile.Name]);
        Assert.Null(await _topics.FindAsync(Cancellation));
        Assert.Empty(_log.Messages);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_told_once_and_a_good_one_is_used_again()
    {
        await _topics.BuildFirstAsync(TimeProvider.System, Cancellation);
        var whole = await File.ReadAllBytesAsync(_folder[TopicFile.Name], Cancellation);
        await File.WriteAllBytesAsync(_folder[TopicFile.Name], whole[..^1], Cancellation);
        for (var i = 0; i < 3; i++)
            Assert.Null(await _topics.FindAsync(Cancellation));
        Assert.Contains(TopicFile.Name, Assert.Single(_log.Messages), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(_folder[TopicFile.Name], whole, Cancellation);
        Assert.NotNull(await _topics.FindAsync(Cancellation));
    }

    [Fact]
    public async Task Topics_of_another_model_or_of_another_store_are_none_of_this_one()
    {
        await _topics.BuildFirstAsync(TimeProvider.System, Cancellation);
        using var otherModel = new CurrentTopics(_folder.FullPath, _store, TopicCorpusPapers.Manifest with { ModelHash = new string('b', 64) }, _log);
        Assert.Null(await otherModel.FindAsync(Cancellation));

        using var elsewhere = new TemporaryFolder();
        await using var store = new EmbeddedStore(elsewhere.FullPath);
        await store.OpenAsync(TopicCorpusPapers.Manifest, Cancellation);
        await store.UpsertAsync(TopicCorpusPapers.Papers(500, 30), Cancellation);
        using var otherStore = new CurrentTopics(_folder.FullPath, store, TopicCorpusPapers.Manifest, _log);
        Assert.Null(await otherStore.FindAsync(Cancellation));
        Assert.Equal(2, _log.Messages.Count);
    }

    [Fact]
    public async Task A_folder_with_nothing_but_topics_becomes_a_store()
    {
        using var elsewhere = new TemporaryFolder();
        TopicFile.Write(elsewhere.FullPath, (await _topics.BuildFirstAsync(TimeProvider.System, Cancellation))!);
        await using var store = new EmbeddedStore(elsewhere.FullPath);
        await store.OpenAsync(TopicCorpusPapers.Manifest, Cancellation);
        Assert.Equal(0, (await store.StatisticsAsync(Cancellation)).Papers);
    }

    private TopicBuilder Builder() => new(_store, TopicCorpusPapers.Manifest, TimeProvider.System);

    private sealed class Told : ILogger<CurrentTopics>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
