using System.Globalization;
using Microsoft.Data.Sqlite;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>A row as it was read and proved by its hashes.</summary>
internal sealed record DatabaseRow(long Row, string Key, ulong Fingerprint, byte[] Record, byte[] Vector, byte[] Terms)
{
    public StoredPaper ToPaper() => new(
        PaperRecord.Read(new RecordOrigin(PaperDatabase.FileName, Row), Record, titleRequired: false).Paper!,
        Float16.Decode(Vector), RowCodec.DecodeTerms(Terms), Fingerprint);

    public SegmentRow ToSegmentRow()
    {
        var stored = ToPaper();
        return new SegmentRow(Row, stored.Paper, Vector, stored.Terms);
    }
}

/// <summary>What a reader must do to catch up: the rows after the last one it knows, and those of the ones it knows that are gone.</summary>
internal sealed record DatabaseChanges(long Sequence, List<DatabaseRow> Added, List<long> Removed);

internal sealed partial class PaperDatabase
{
    private const string RowColumns = "paper.row, key, fingerprint, record, paper.hash, vector, terms, encoding.hash";

    /// <summary>The fingerprints of the keys that are stored.</summary>
    public Dictionary<string, ulong> Fingerprints(IReadOnlyList<string> keys) => Read(connection =>
    {
        var found = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var (key, fingerprint) in connection.NumberOfEach("SELECT fingerprint FROM paper WHERE key = $key", keys))
            found[key] = unchecked((ulong)fingerprint);
        return found;
    });

    /// <summary>The rows of these keys in their order, null for each key that is not stored.</summary>
    public List<DatabaseRow?> Find(IReadOnlyList<string> keys) => Read(connection =>
        connection.FirstOfEach($"SELECT {RowColumns} FROM paper JOIN encoding USING (row) WHERE key = $key", keys, ReadRow).ToList());

    /// <summary>The numbers of the rows of these keys, those that are stored.</summary>
    public List<long> Numbers(IReadOnlyList<string> keys) => Read(connection =>
        connection.NumberOfEach("SELECT row FROM paper WHERE key = $key", keys).Select(found => found.Number).ToList());

    /// <summary>The titles and abstracts of rows in the order of their numbers here, null for each row that is gone.</summary>
    public List<PaperWords?> Words(IReadOnlyList<long> numbers) => Read(connection =>
        connection.FirstOfEach<PaperWords?>("SELECT row, key, fingerprint, record, hash FROM paper WHERE row = $key", numbers.Cast<object>(), reader => ReadWords(reader)).ToList());

    /// <summary>At most <paramref name="limit"/> rows after one and up to another, in order.</summary>
    public List<DatabaseRow> RowsBetween(long after, long last, int limit) => Read(connection => Rows(connection, after, last, limit));

    /// <summary>Whether more than so many rows come after one.</summary>
    public bool HasMoreThan(long after, int count) => Read(connection =>
        connection.Scalar("SELECT 1 FROM paper WHERE row > $after LIMIT 1 OFFSET $count", ("$after", after), ("$count", count)) is not null);

    /// <summary>The number of the last commit.</summary>
    public long Sequence() => Read(Sequence);

    /// <summary>What has happened since a reader stood at a commit and knew the rows up to one, seen at one moment.</summary>
    /// <param name="withRows">Whether the rows that were added are wanted.</param>
    public DatabaseChanges ChangesSince(long sequence, long lastRow, bool withRows = true) => Read(connection =>
    {
        using var moment = connection.BeginTransaction(deferred: true);
        return new DatabaseChanges(
            Sequence(connection),
            withRows ? Rows(connection, lastRow, long.MaxValue, int.MaxValue) : [],
            RemovedSince(connection, sequence, withRows ? lastRow : long.MaxValue));
    });

    private static long Sequence(SqliteConnection connection) =>
        long.Parse((string)connection.Scalar("SELECT value FROM manifest WHERE name = 'sequence'")!, CultureInfo.InvariantCulture);

    private List<DatabaseRow> Rows(SqliteConnection connection, long after, long last, int limit) => connection.Rows(
        $"SELECT {RowColumns} FROM paper JOIN encoding USING (row) WHERE paper.row > $after AND paper.row <= $last ORDER BY paper.row LIMIT $limit",
        ReadRow, ("$after", after), ("$last", last), ("$limit", limit));

    private static List<long> RemovedSince(SqliteConnection connection, long sequence, long lastRow) => connection.Rows(
        "SELECT row FROM deleted WHERE sequence > $sequence AND row <= $row", reader => reader.GetInt64(0), ("$sequence", sequence), ("$row", lastRow));

    private DatabaseRow ReadRow(SqliteDataReader reader)
    {
        var (row, key, fingerprint) = (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2));
        var (record, vector, terms) = (reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6));
        RequireHash(row, key, "the paper", reader.GetInt64(4), RowCodec.HashPaper(row, key, fingerprint, record));
        RequireHash(row, key, "the vector and terms", reader.GetInt64(7), RowCodec.HashEncoding(row, vector, terms));
        return new DatabaseRow(row, key, unchecked((ulong)fingerprint), record, vector, terms);
    }

    private PaperWords ReadWords(SqliteDataReader reader)
    {
        var (row, key, record) = (reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(3));
        RequireHash(row, key, "the paper", reader.GetInt64(4), RowCodec.HashPaper(row, key, reader.GetInt64(2), record));
        return PaperWords.Read(record);
    }

    private void RequireHash(long row, string key, string part, long expected, long found)
    {
        if (expected != found)
            throw new StoreException(StoreProblem.Damaged,
                $"{_path}: {part} of row {row} ({key}) changed on disk: hash {expected:x16} expected, {found:x16} found. Restore a backup, or index this paper again.");
    }

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = Connect();
            return read(connection);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.ToStoreException(exception, _path);
        }
        catch (Exception exception) when (SqliteErrors.IsUnreadable(exception))
        {
            throw SqliteErrors.Unreadable(exception, _path);
        }
    }
}
