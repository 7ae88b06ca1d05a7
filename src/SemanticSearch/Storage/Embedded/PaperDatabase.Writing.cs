using Microsoft.Data.Sqlite;

namespace SemanticSearch.Storage.Embedded;

/// <summary>A row as it is written.</summary>
/// <param name="Key">See <see cref="Papers.PaperId.Key"/>.</param>
internal sealed record NewRow(string Key, ulong Fingerprint, byte[] Record, byte[] Vector, byte[] Terms);

/// <summary>What a commit changed.</summary>
/// <param name="Sequence">The number of the commit that the database stands at now.</param>
/// <param name="Added">The numbers of the new rows, in the order of the batch.</param>
/// <param name="Removed">The numbers of the rows that are gone.</param>
internal sealed record Commit(long Sequence, IReadOnlyList<long> Added, IReadOnlyList<long> Removed);

internal sealed partial class PaperDatabase
{
    private StoreException? _storageFailure;

    /// <summary>Why nothing can be written until the store is opened again; null where all is well.</summary>
    public string? ReadOnlyReason => _storageFailure?.Message;

    /// <summary>Adds rows, each in the place of the one with its key, in one durable transaction.</summary>
    public Commit Write(IReadOnlyList<NewRow> rows) => InTransaction(sequence =>
    {
        var removed = new List<long>();
        return new Commit(sequence, InsertRows(rows, sequence, removed), removed);
    });

    /// <summary>Removes the rows of these keys, those that exist, in one durable transaction.</summary>
    public Commit Remove(IEnumerable<string> keys) => InTransaction(sequence => new Commit(sequence, [], RemoveRows(keys, sequence)));

    private Commit InTransaction(Func<long, Commit> change)
    {
        if (_storageFailure is not null)
            throw new StoreException(StoreProblem.NotWritable, $"{_path}: an earlier write failed, and the store is read-only until it is opened again.", _storageFailure);
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            var before = Sequence(_writer);
            var commit = change(before + 1);
            if (commit.Added.Count + commit.Removed.Count == 0)
            {
                _writer.Execute("ROLLBACK");
                return commit with { Sequence = before };
            }
            SetManifest("sequence", commit.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
            _writer.Execute("COMMIT");
            _witness.Note(commit.Sequence);
            return commit;
        }
        catch (SqliteException exception)
        {
            RollBack();
            var refusal = SqliteErrors.ToStoreException(exception, _path);
            if (SqliteErrors.IsStorageFailure(exception))
                _storageFailure = refusal;
            throw refusal;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        // SQLite ends the transaction itself after some failures; then there is nothing left to roll back.
        if (SQLitePCL.raw.sqlite3_get_autocommit(_writer.Handle) == 0)
            _writer.Execute("ROLLBACK");
    }

    private List<long> InsertRows(IReadOnlyList<NewRow> rows, long sequence, List<long> removed)
    {
        var next = (long)_writer.Scalar("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'paper'), 0)")!;
        using var paper = new BoundStatement(_writer, "INSERT INTO paper VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING");
        using var encoding = new BoundStatement(_writer, "INSERT INTO encoding VALUES (?, ?, ?, ?)");
        using var removal = new Removal(this, sequence);
        var added = new List<long>(rows.Count);
        foreach (var row in rows)
        {
            added.Add(++next);
            var fingerprint = unchecked((long)row.Fingerprint);
            paper.Bind(1, next);
            paper.Bind(2, row.Key);
            paper.Bind(3, fingerprint);
            paper.Bind(4, row.Record);
            paper.Bind(5, RowCodec.HashPaper(next, row.Key, fingerprint, row.Record));
            // Most papers are new; only for one that is not, the row before is looked for.
            if (paper.Run() == 0)
            {
                if (removal.Run(row.Key) is { } before)
                    removed.Add(before);
                paper.Run();
            }
            encoding.Bind(1, next);
            encoding.Bind(2, row.Vector);
            encoding.Bind(3, row.Terms);
            encoding.Bind(4, RowCodec.HashEncoding(next, row.Vector, row.Terms));
            encoding.Run();
        }
        return added;
    }

    private List<long> RemoveRows(IEnumerable<string> keys, long sequence)
    {
        using var removal = new Removal(this, sequence);
        return [.. keys.Select(removal.Run).OfType<long>()];
    }

    private SqliteCommand Prepared(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _writer.Command(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    /// <summary>Removes rows in one commit; its statements are prepared when the first row is.</summary>
    private sealed class Removal(PaperDatabase database, long sequence) : IDisposable
    {
        private readonly SqliteCommand _paper = database.Prepared("DELETE FROM paper WHERE key = $key RETURNING row", "$key");
        private readonly SqliteCommand _encoding = database.Prepared("DELETE FROM encoding WHERE row = $row", "$row");
        private readonly SqliteCommand _deleted = database.Prepared("INSERT INTO deleted VALUES ($row, $sequence)", "$row", "$sequence");

        /// <summary>The number of the row that a key had; null where it had none.</summary>
        public long? Run(string key)
        {
            _paper.Parameters[0].Value = key;
            if (_paper.ExecuteScalar() is not long row)
                return null;
            PaperDatabase.Run(_encoding, row);
            PaperDatabase.Run(_deleted, row, sequence);
            return row;
        }

        public void Dispose()
        {
            _paper.Dispose();
            _encoding.Dispose();
            _deleted.Dispose();
        }
    }
}
