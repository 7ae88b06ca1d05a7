using Microsoft.Data.Sqlite;

namespace SemanticSearch.Storage.Embedded;

/// <summary>A row that is not what was written.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Key">The key of its paper, as far as it can be read.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record DamagedRow(long Row, string Key, string Reason);

internal sealed partial class PaperDatabase
{
    /// <summary>What SQLite finds wrong with the structure of the file; empty where all is well.</summary>
    /// <param name="withIndexes">Whether SQLite's own indexes are held against the rows too, which takes longer.</param>
    public List<string> StructureFaults(bool withIndexes) => Read(connection =>
        connection.Rows(withIndexes ? "PRAGMA integrity_check" : "PRAGMA quick_check", reader => reader.GetString(0)))
        .Where(found => found != "ok").Select(fault => $"{_path}: {fault}").ToList();

    /// <summary>Reads every row and proves it by its hashes.</summary>
    /// <returns>How many rows there are, and those that are not what was written.</returns>
    public (long Rows, List<DamagedRow> Damaged) ProveRows(IProgress<StoreProgress>? progress, CancellationToken cancellationToken) => Read(connection =>
    {
        using var command = connection.Command($"SELECT {RowColumns} FROM paper LEFT JOIN encoding USING (row) ORDER BY paper.row");
        using var reader = command.ExecuteReader();
        var (rows, damaged) = (0L, new List<DamagedRow>());
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++rows % 10_000 == 0)
                progress?.Report(new StoreProgress("Proving rows", rows));
            if (Fault(reader) is { } reason)
                damaged.Add(new DamagedRow(reader.GetInt64(0), reader.GetValue(1).ToString() ?? "", reason));
        }
        return (rows, damaged);
    });

    /// <summary>Removes rows by their numbers in one durable transaction.</summary>
    public void RemoveDamaged(IReadOnlyList<DamagedRow> rows) => InTransaction(sequence =>
    {
        using var paper = Prepared("DELETE FROM paper WHERE row = $row", "$row");
        using var encoding = Prepared("DELETE FROM encoding WHERE row = $row", "$row");
        using var deleted = Prepared("INSERT OR IGNORE INTO deleted VALUES ($row, $sequence)", "$row", "$sequence");
        foreach (var row in rows)
        {
            Run(paper, row.Row);
            Run(encoding, row.Row);
            Run(deleted, row.Row, sequence);
        }
        return new Commit(sequence, [], [.. rows.Select(row => row.Row)]);
    });

    /// <summary>Copies the database as it is at one moment, while others read and write it.</summary>
    /// <param name="path">A file that does not exist.</param>
    public void BackUp(string path) => Read(connection =>
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        copy.Open();
        copy.Execute("PRAGMA synchronous=FULL");
        connection.BackupDatabase(copy);
        return true;
    });

    private string? Fault(SqliteDataReader reader)
    {
        try
        {
            ReadRow(reader);
            return null;
        }
        catch (StoreException damage)
        {
            return damage.Message;
        }
        // A column of another type, or none at all.
        catch (Exception exception) when (exception is InvalidCastException or InvalidOperationException)
        {
            return exception.Message;
        }
    }
}
