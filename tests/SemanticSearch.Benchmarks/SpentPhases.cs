using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Topics;

namespace SemanticSearch.Benchmarks;

/// <summary>What each part of a build takes, by the progress that it tells: seconds, CPU seconds, and the most memory that is not a mapped file.</summary>
internal sealed class SpentPhases : IProgress<TopicProgress>, IDisposable
{
    private const int SampleMs = 50;

    private readonly Lock _lock = new();
    private readonly List<Measurement> _spent = [];
    private readonly Timer _sampling;
    private readonly (long Time, TimeSpan Cpu) _start = Now();
    private string? _activity;
    private (long Time, TimeSpan Cpu) _since;
    private double _most;
    private double _mostOfAll;

    public SpentPhases() => _sampling = new Timer(_ => Look(), null, 0, SampleMs);

    public void Report(TopicProgress value)
    {
        lock (_lock)
        {
            if (value.Activity == _activity)
                return;
            Close();
            (_activity, _since) = (value.Activity, Now());
        }
    }

    /// <summary>All parts in their order, and the whole.</summary>
    public IReadOnlyList<Measurement> End()
    {
        lock (_lock)
        {
            Close();
            Add("all of it", _start);
            _spent.Add(new("all of it: most memory", _mostOfAll, "MB"));
            return _spent;
        }
    }

    public void Dispose() => _sampling.Dispose();

    private static (long Time, TimeSpan Cpu) Now() => (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    private void Close()
    {
        Look();
        if (_activity is not null)
        {
            Add(_activity, _since);
            _spent.Add(new($"{_activity}: most memory", _most, "MB"));
        }
        _most = 0;
    }

    private void Add(string name, (long Time, TimeSpan Cpu) since)
    {
        _spent.Add(new(name, Stopwatch.GetElapsedTime(since.Time).TotalSeconds, "s"));
        _spent.Add(new(name, (Environment.CpuUsage.TotalTime - since.Cpu).TotalSeconds, "CPU s"));
    }

    private void Look()
    {
        var megabytes = Megabytes();
        lock (_lock)
        {
            _most = Math.Max(_most, megabytes);
            _mostOfAll = Math.Max(_mostOfAll, megabytes);
        }
    }

    private static double Megabytes()
    {
        const string anonymous = "RssAnon:";
        var line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(anonymous, StringComparison.Ordinal)) : null;
        return line is null
            ? Environment.WorkingSet / 1e6
            : double.Parse(line[anonymous.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
