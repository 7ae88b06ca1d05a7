using Microsoft.Data.Sqlite;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// Goal: a damaged file never makes the store answer otherwise without a word.
/// <list type="number">
/// <item>A store is written that has several segments, commits after them, and a log that is not yet in the database; its folder is copied
/// while it is open, as a crash leaves it, and once more when it is closed.</item>
/// <item>Each copy of the copy gets one damage: a file is cut, flipped, zeroed, swapped, emptied, replaced by its elder, or removed.</item>
/// <item>The copy is opened and asked everything. It answers as before, or it refuses and names what is damaged.</item>
/// <item>What it cannot notice in the course of answering, SQLite's own check of the database must list.</item>
/// </list>
/// </summary>
public sealed class DamageTests : IDisposable
{
    private const int Seed = 11;

    private readonly TemporaryFolder _folder = new();
    private readonly Workload _workload = new(Seed);
    private readonly List<StoredPaper> _papers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("crashed")]
    [InlineData("closed")]
    public async Task A_damaged_file_is_mended_or_refused_and_never_changes_an_answer(string state)
    {
        await PrepareAsync();
        var original = _folder[state];
        Assert.Null(await TryAsync(original, new Damage("nothing", _ => { }), []));
        var outcomes = new Dictionary<string, int>();
        var defects = new List<string>();
        foreach (var damage in Damage.All(original, _folder["earlier"], Seed))
            if (await TryAsync(original, damage, outcomes) is { } defect)
                defects.Add($"{damage.Name}: {defect}");
        var counts = string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"));
        TestContext.Current.SendDiagnosticMessage($"{state}: {counts}");
        Assert.True(defects.Count == 0, $"Seed {Seed}: {defects.Count} defects beside {counts}:\n{string.Join('\n', defects)}");
        Assert.True(outcomes.Count > 2 && outcomes.Values.Sum() > 200, $"Only {counts}.");
    }

    /// <summary>Makes the folder as a crash leaves it, as closing leaves it, and one of some commits before.</summary>
    private async Task PrepareAsync()
    {
        await WriteAsync();
        Damage.Copy(_folder["store"], _folder["closed"]);
        Assert.False(File.Exists(Path.Combine(_folder["closed"], "papers.db-wal")));
    }

    private async Task WriteAsync()
    {
        await using var store = await StoreProof.OpenAsync(_folder["store"]);
        for (var operation = 0; operation < 40; operation++)
        {
            await _workload.RunAsync(store, operation, Token);
            await store.SettleAsync();
            _workload.Apply(_papers, operation);
            if (operation == 25)
                Damage.Copy(_folder["store"], _folder["earlier"]);
            if (operation == 30)
                Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        // The last commits remove rows of segments that no generation knows to be dead yet.
        var gone = _papers.Take(2).Select(paper => paper.Paper.Id).ToList();
        await store.DeleteAsync(gone, Token);
        _papers.RemoveAll(paper => gone.Contains(paper.Paper.Id));
        await store.SettleAsync();
        Damage.Copy(_folder["store"], _folder["crashed"]);
        Assert.True(Directory.GetFiles(_folder["crashed"], "*.segment", SearchOption.AllDirectories).Length >= 2);
        Assert.True(new FileInfo(Path.Combine(_folder["crashed"], "papers.db-wal")).Length > 10_000);
        Assert.True(new FileInfo(Path.Combine(_folder["crashed"], "papers.db")).Length > 10_000);
    }

    /// <summary>Damages a copy and asks it.</summary>
    /// <returns>What went wrong; null where the answer was one of those that are allowed, which is counted then.</returns>
    private async Task<string?> TryAsync(string original, Damage damage, Dictionary<string, int> outcomes)
    {
        var copy = _folder["copy"];
        Damage.Copy(original, copy);
        damage.Do(copy);
        try
        {
            await AskAsync(copy).WaitAsync(TimeSpan.FromMinutes(5), Token);
            Count(outcomes, "answered as before");
            return null;
        }
        catch (StoreException refusal) when (refusal.Message.Contains(copy, StringComparison.Ordinal))
        {
            Count(outcomes, refusal.Message.Contains("acknowledged writes are lost", StringComparison.Ordinal) ? "counted as lost" : "refused");
            return null;
        }
        catch (Xunit.Sdk.XunitException difference)
        {
            if (CheckedBySqlite(copy) is "ok")
                return "a silent difference: " + difference.Message.ReplaceLineEndings(" ");
            Count(outcomes, "left to a full check");
            return null;
        }
        catch (Exception other) when (other is not OperationCanceledException)
        {
            return other.ToString();
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private async Task AskAsync(string copy)
    {
        await using var store = await StoreProof.OpenAsync(copy);
        await StoreProof.AssertHoldsAsync(store, _papers);
        await store.SettleAsync();
        await StoreProof.AssertSearchesAsync(store, _papers);
    }

    private static void Count(Dictionary<string, int> outcomes, string outcome) => outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;

    private static string CheckedBySqlite(string copy)
    {
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(copy, "papers.db")};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            return (string)command.ExecuteScalar()!;
        }
        catch (SqliteException exception)
        {
            return exception.Message;
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder["store"], "papers.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
