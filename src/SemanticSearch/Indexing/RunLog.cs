using SemanticSearch.Storage;

namespace SemanticSearch.Indexing;

/// <summary>Keeps what the last run did beside the papers, so that a program other than the one that runs it can tell.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="clock">What time it is.</param>
public sealed class RunLog(string folder, TimeProvider clock)
{
    /// <summary>A run that has told nothing for so long was killed: the slowest batch takes a fraction of it.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    /// <summary>The last run; null where there was none, or its record cannot be read.</summary>
    public RunRecord? Last() =>
        DataFolder.Noted<RunRecord>(folder, DataFolder.Indexing) is not { } record ? null
        : record.State == RunState.Running && clock.GetUtcNow() - record.UpdatedAt > Silence ? record with { State = RunState.BrokenOff }
        : record;

    /// <summary>Begins the record of a run.</summary>
    /// <param name="also">Told of everything as well.</param>
    /// <param name="kind">What runs.</param>
    internal RunWriter Begin(IProgress<IndexingProgress>? also = null, RunKind kind = RunKind.Index) => new(folder, kind, clock) { Also = also };
}

/// <summary>Writes down how one run gets on.</summary>
internal sealed class RunWriter : IProgress<IndexingProgress>, IDisposable
{
    /// <summary>Whoever looks on need not know more often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly RunKind _kind;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _start;
    private IndexingProgress _last = new(new IndexingReport(), null);
    private long _written;
    private bool _ended;

    public RunWriter(string folder, RunKind kind, TimeProvider clock)
    {
        (_folder, _kind, _clock, _start) = (folder, kind, clock, clock.GetUtcNow());
        Write(RunState.Running);
    }

    /// <summary>Told of everything as well.</summary>
    public IProgress<IndexingProgress>? Also { get; init; }

    /// <inheritdoc/>
    public void Report(IndexingProgress value)
    {
        _last = value;
        if (_clock.GetElapsedTime(_written) >= Pause)
            Write(RunState.Running);
        Also?.Report(value);
    }

    /// <summary>Adds what a part of the run has done.</summary>
    public void Add(IndexingReport part) => Report(new IndexingProgress(_last.Report.Plus(part), null));

    /// <summary>The run has come to its end.</summary>
    public void Done(IndexingReport report)
    {
        (_last, _ended) = (new IndexingProgress(report, null), true);
        Write(RunState.Done);
    }

    /// <summary>The run, made of parts, has come to its end.</summary>
    public void Done() => Done(_last.Report);

    /// <summary>A run that ends otherwise was broken off.</summary>
    public void Dispose()
    {
        if (!_ended)
            Write(RunState.BrokenOff);
    }

    private void Write(RunState state)
    {
        _written = _clock.GetTimestamp();
        DataFolder.Note(_folder, DataFolder.Indexing, new RunRecord(_last.Report)
        {
            Kind = _kind,
            State = state,
            StartedAt = _start,
            UpdatedAt = _clock.GetUtcNow(),
            Fraction = _last.Fraction,
            RefusalCounts = _last.Report.RefusalCounts,
        });
    }
}
