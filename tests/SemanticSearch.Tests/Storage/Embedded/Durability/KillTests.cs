using System.Globalization;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// Goal: whatever was acknowledged survives the death of the program at any moment, and nothing that was removed comes back.
/// <list type="number">
/// <item>A program writes, removes and searches, and tells each operation that the store has acknowledged; the test keeps what it tells.</item>
/// <item>It is killed at a moment that the seed chooses: between two operations, in the midst of one, or while it opens the store.</item>
/// <item>The store is opened cold. It must be in the state after the last acknowledged operation, or after the one that was under way.</item>
/// <item>Every paper is read and every search is held against brute force; then the next round goes on with the same folder.</item>
/// </list>
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int Seed = 7;
    private const int Rounds = 25;

    private readonly TemporaryFolder _folder = new();
    private readonly Workload _workload = new(Seed);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_removed_returns_when_the_program_is_killed()
    {
        var random = new Random(Seed);
        var papers = new List<StoredPaper>();
        var next = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var acknowledged = await WriteUntilKilledAsync(next, random);
            for (; next <= acknowledged; next++)
                _workload.Apply(papers, next);
            await using var store = await StoreProof.OpenAsync(_folder["store"]);
            if (await HasUnacknowledgedAsync(store, papers, next))
                _workload.Apply(papers, next++);
            try
            {
                await StoreProof.AssertHoldsAsync(store, papers);
                Assert.Null((await store.StatisticsAsync(Token)).Trouble);
            }
            catch (Exception difference)
            {
                Assert.Fail($"Seed {Seed}, round {round}, after operation {next - 1}: {difference}");
            }
        }
        Assert.True(next > Rounds, $"Only {next} operations were acknowledged in {Rounds} rounds.");
    }

    /// <summary>Runs the program and kills it.</summary>
    /// <returns>The last operation that it told of; one before the first where it told of none.</returns>
    private async Task<int> WriteUntilKilledAsync(int first, Random random)
    {
        var (lines, spins) = (random.Next(6) == 0 ? 0 : 1 + random.Next(50), random.Next(3_000_000));
        using var program = WriterProgram.Start(_folder["store"], Seed, first, int.MaxValue);
        Assert.Equal(WriterProgram.Opening, await program.Ledger.ReadLineAsync(Token));
        var last = first - 1;
        for (var i = 0; i < lines; i++)
            last = Acknowledged(await program.Ledger.ReadLineAsync(Token)) ?? last;
        Thread.SpinWait(spins);
        program.Kill();
        while (await program.Ledger.ReadLineAsync(Token) is { } line)
            last = Acknowledged(line) ?? last;
        var (code, error) = await program.EndAsync();
        Assert.True(code == 128 + 9, $"The program ended by itself: {code} {error}");
        return last;
    }

    // A line that the kill cut in two was not acknowledged to anybody.
    private static int? Acknowledged(string? line) => int.TryParse(line, CultureInfo.InvariantCulture, out var operation) ? operation : null;

    private async Task<bool> HasUnacknowledgedAsync(SemanticSearch.Storage.Embedded.EmbeddedStore store, List<StoredPaper> papers, int operation)
    {
        var with = papers.ToList();
        _workload.Apply(with, operation);
        var found = (await StoreProof.ScanAsync(store)).Select(paper => (paper.Paper.Id, paper.Fingerprint));
        return found.SequenceEqual(with.Select(paper => (paper.Paper.Id, paper.Fingerprint)));
    }
}
