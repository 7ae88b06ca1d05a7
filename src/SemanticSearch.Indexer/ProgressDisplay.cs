using System.Globalization;
using SemanticSearch.Indexing;
using Spectre.Console;

namespace SemanticSearch.Indexer;

/// <summary>Shows on standard error how far indexing is: a bar on a terminal, a line now and then otherwise.</summary>
internal sealed class ProgressDisplay(TimeProvider clock) : IProgress<IndexingProgress>
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(3);

    private readonly Pace _pace = new();
    private ProgressTask? _bar;
    private long _lastLine;

    /// <summary>What was reported last; null before the first report.</summary>
    public IndexingProgress? Last { get; private set; }

    /// <summary>Runs work that reports to what it is given, and shows what it reports.</summary>
    public Task<T> ShowAsync<T>(Func<IProgress<IndexingProgress>, Task<T>> work) =>
        Console.IsErrorRedirected ? work(this) : ShowBarAsync(work);

    void IProgress<IndexingProgress>.Report(IndexingProgress value)
    {
        Last = value;
        _pace.Add(value);
        if (_bar is not null)
            ShowOn(_bar, value);
        else if (_lastLine == 0 || clock.GetElapsedTime(_lastLine) >= BetweenLines)
            WriteLine(value);
    }

    private Task<T> ShowBarAsync<T>(Func<IProgress<IndexingProgress>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context =>
            {
                _bar = context.AddTask("reading", maxValue: 1);
                _bar.IsIndeterminate = true;
                return work(this);
            });
    }

    private void ShowOn(ProgressTask bar, IndexingProgress value)
    {
        bar.Description = Markup.Escape(Text(value));
        bar.IsIndeterminate = value.Fraction is null;
        bar.Value = value.Fraction ?? 0;
    }

    private void WriteLine(IndexingProgress value)
    {
        _lastLine = clock.GetTimestamp();
        Console.Error.WriteLine(Text(value));
    }

    private string Text(IndexingProgress value)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{value.Report.Read:N0} papers, {_pace.PapersPerSecond:0.0} a second");
        if (value.Fraction is { } fraction)
            text += string.Create(CultureInfo.InvariantCulture, $", {100 * fraction:0} %");
        return _pace.Left is { } left ? $"{text}, {Duration(left)} left" : text;
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{(int)time.TotalSeconds} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };
}

/// <summary>
/// How fast a run is by its last half minute: what a second run passes over in the beginning says nothing of what it has to embed.
/// </summary>
internal sealed class Pace
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<IndexingProgress> _recent = new([new IndexingProgress(new IndexingReport(), 0)]);
    private IndexingProgress _last;

    public double PapersPerSecond => PerSecond(_last.Report.Read - _recent.Peek().Report.Read);

    /// <summary>The time that the rest of the input takes at this pace; null where that cannot be known.</summary>
    public TimeSpan? Left =>
        _last.Fraction is { } fraction and < 1 && PerSecond(fraction - (_recent.Peek().Fraction ?? 0)) is > 0 and var pace
            ? TimeSpan.FromSeconds((1 - fraction) / pace)
            : null;

    public void Add(IndexingProgress progress)
    {
        _last = progress;
        _recent.Enqueue(progress);
        while (_recent.Count > 2 && progress.Report.Elapsed - _recent.Peek().Report.Elapsed > Window)
            _recent.Dequeue();
    }

    private double PerSecond(double amount) =>
        (_last.Report.Elapsed - _recent.Peek().Report.Elapsed).TotalSeconds is > 0 and var seconds ? amount / seconds : 0;
}
