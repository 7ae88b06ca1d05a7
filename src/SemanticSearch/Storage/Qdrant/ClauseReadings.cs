using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Google.Protobuf;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>What was read of the papers that have all words of a trait.</summary>
/// <param name="With">Those that have the trait.</param>
/// <param name="Without">Those that have its words alone.</param>
/// <param name="IsWhole">Whether all of them were read.</param>
internal sealed record ClauseReading(IReadOnlyList<Wire.PointId> With, IReadOnlyList<Wire.PointId> Without, bool IsWhole);

/// <summary>
/// The readings that were asked for of late, so that the next page of an answer reads no record again. Each is of one state of the store and
/// of what else was asked, and takes some 3 MB at most.
/// </summary>
/// <param name="clock">Tells how long a state has stood.</param>
internal sealed class ClauseReadings(TimeProvider clock)
{
    private const int MostReadings = 16;

    private readonly RecentValues<Asked, ClauseReading> _readings = new(MostReadings);
    private volatile Seen? _seen;

    private sealed record Asked(PaperTrait Trait, string State, string Among);

    private sealed record Seen(string State, long At);

    /// <summary>How long a state must have stood: before that, some replica of the collection may still be at the one before.</summary>
    public static TimeSpan Settled { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The reading that is kept, or else that is made now.</summary>
    /// <param name="state">The state of the store as it was asked for before.</param>
    /// <param name="among">The papers that are read.</param>
    /// <param name="trait">What they are read for.</param>
    /// <param name="read">Reads them.</param>
    public async Task<ClauseReading> FindAsync(StoreState state, Wire.Filter among, PaperTrait trait, Func<Task<ClauseReading>> read)
    {
        var asked = new Asked(trait, NameOf(state), Convert.ToHexString(SHA256.HashData(among.ToByteArray())));
        if (!HasStood(asked.State))
            return await read();
        if (_readings.Find(asked) is { } known)
            return known;
        var reading = await read();
        _readings.Add(asked, reading);
        return reading;
    }

    private bool HasStood(string state)
    {
        if (_seen is not { } seen || seen.State != state)
            _seen = seen = new Seen(state, clock.GetTimestamp());
        return clock.GetElapsedTime(seen.At) >= Settled;
    }

    // Two who write at once may give two contents the same number; their sums differ.
    private static string NameOf(StoreState state) => $"{state.IndexVersion} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(state.Sums.Sums)))}";
}
