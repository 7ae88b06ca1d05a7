using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Versions;

internal sealed partial class VersionFile
{
    /// <summary>
    /// How many records that share a mark are looked at, the newest: enough for any paper's versions, and a bound for what thousands share, such as
    /// the title "Editorial". Of those, some may be missed.
    /// </summary>
    internal const int MostCandidates = 128;

    private const string LastNumber = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'record'), 0)";

    /// <summary>What the file says of itself; null where it cannot be read.</summary>
    public FileState? Look() => _database.Read(connection =>
    {
        var open = connection.Rows("SELECT token, first, last FROM open ORDER BY token", reader => new OpenWrite(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return new FileState(connection.Scalar("SELECT version FROM state") as string, open, (long)connection.Scalar(LastNumber)!);
    });

    /// <summary>The file may lack something from now on, whatever it describes.</summary>
    public void Doubt() => Write(connection => connection.Execute("UPDATE state SET version = NULL"));

    /// <summary>For each of some records, the newest that share a mark with it; and the last number. Null where the file cannot be read.</summary>
    public (IReadOnlyList<IReadOnlyList<KnownRecord>> Candidates, long Last)? Candidates(IReadOnlyList<RecordTraits> records) => _database.Read(connection =>
    {
        using var byMark = connection.Command($"SELECT number FROM mark WHERE hash = $hash ORDER BY number DESC LIMIT {MostCandidates}");
        var hash = byMark.Parameters.Add("$hash", SqliteType.Integer);
        using var byNumber = connection.Command("SELECT id, marks, words FROM record WHERE number = $number");
        var number = byNumber.Parameters.Add("$number", SqliteType.Integer);
        var read = new Dictionary<long, KnownRecord?>();
        IReadOnlyList<IReadOnlyList<KnownRecord>> candidates = [.. records.Select(Near)];
        return ((IReadOnlyList<IReadOnlyList<KnownRecord>>, long)?)(candidates, (long)connection.Scalar(LastNumber)!);

        List<KnownRecord> Near(RecordTraits record)
        {
            var numbers = new HashSet<long>();
            foreach (var mark in record.Marks)
            {
                hash.Value = mark;
                numbers.UnionWith(byMark.Rows(reader => reader.GetInt64(0)));
            }
            return [.. numbers.Order().Select(Find).OfType<KnownRecord>()];
        }

        KnownRecord? Find(long wanted)
        {
            if (read.TryGetValue(wanted, out var known))
                return known;
            number.Value = wanted;
            return read[wanted] = byNumber.Rows(reader => ReadRecord(reader, wanted)).FirstOrDefault();
        }
    });

    /// <summary>Writes records in the place of those with their ids, and their pairs.</summary>
    /// <param name="records">At least one, no id twice.</param>
    /// <param name="found">Their pairs.</param>
    /// <param name="token">The name of the write that the store does not have yet; null where it has the records.</param>
    /// <returns>Null where the file cannot be written.</returns>
    public ToldBatch? Add(IReadOnlyList<ToldRecord> records, FoundPairs found, string? token)
    {
        var last = 0L;
        var isWritten = Write(connection =>
        {
            using var removal = new Removal(connection);
            var changed = NumbersOf(connection, records.Select(record => record.Traits.Id)).Count(removal.Run);
            using var record = connection.Command("INSERT INTO record (key, id, fingerprint, marks, words) VALUES ($key, $id, $fingerprint, $marks, $words) RETURNING number");
            using var mark = connection.Command("INSERT OR IGNORE INTO mark VALUES ($hash, $number)");
            foreach (var told in records)
                last = Insert(record, mark, told);
            var first = last - records.Count + 1;
            Revise(connection, changed + Insert(connection, found, first));
            if (token is not null)
                connection.Execute("INSERT INTO open VALUES ($token, $first, $last)", ("$token", token), ("$first", first), ("$last", last));
        });
        return isWritten ? new ToldBatch(records, found, new OpenWrite(token ?? "", last - records.Count + 1, last)) : null;
    }

    /// <summary>Adds pairs of a batch that were not seen before.</summary>
    public bool Add(ToldBatch told, FoundPairs found) => Write(connection => Revise(connection, Insert(connection, found, told.Write.First)));

    /// <summary>Whether the records of a batch are still there, and whether nobody else has written since their pairs were looked for.</summary>
    public (bool IsWhole, bool IsAlone) Compare(ToldBatch told) => _database.Read(connection =>
    {
        var count = (long)connection.Scalar("SELECT count(*) FROM record WHERE number BETWEEN $first AND $last", ("$first", told.Write.First), ("$last", told.Write.Last))!;
        var isAlone = told.Write.First == told.Found.Last + 1 && (long)connection.Scalar(LastNumber)! == told.Write.Last;
        return (count == told.Records.Count, isAlone);
    });

    /// <summary>Tells that a removal from the store begins.</summary>
    /// <returns>The numbers of the records; null where the file cannot be written.</returns>
    public IReadOnlyList<long>? OpenRemoval(string token, IReadOnlyList<PaperId> ids)
    {
        List<long> numbers = [];
        var isWritten = Write(connection =>
        {
            numbers = NumbersOf(connection, ids);
            connection.Execute("INSERT INTO open VALUES ($token, 0, 0)", ("$token", token));
        });
        return isWritten ? numbers : null;
    }

    /// <summary>Tells that writes have reached the store, which now has a version; a file in doubt stays so.</summary>
    /// <param name="removed">Records that are gone.</param>
    public bool Close(string token, string version, IReadOnlyList<long> removed) => Write(connection =>
    {
        Remove(connection, removed);
        connection.Execute("DELETE FROM open WHERE token = $token", ("$token", token));
        connection.Execute("UPDATE state SET version = $version WHERE version IS NOT NULL", ("$version", version));
    });

    /// <summary>Tells that the file has all of the store, whatever became of some writes.</summary>
    public bool Finish(IReadOnlyList<OpenWrite> settled, string version) => Write(connection =>
    {
        foreach (var write in settled)
            connection.Execute("DELETE FROM open WHERE token = $token", ("$token", write.Token));
        connection.Execute("UPDATE state SET version = $version", ("$version", version));
    });

    /// <summary>Removes records.</summary>
    public bool Remove(IReadOnlyList<long> numbers) => Write(connection => Remove(connection, numbers));

    /// <summary>The fingerprints of the records that the file has of these, by the keys of their ids.</summary>
    public IReadOnlyDictionary<string, ulong> Fingerprints(IReadOnlyList<PaperId> ids) => _database.Read(connection =>
    {
        var known = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var (key, fingerprint) in connection.NumberOfEach("SELECT fingerprint FROM record WHERE key = $key", ids.Select(id => id.Key)))
            known[key] = unchecked((ulong)fingerprint);
        return known;
    }) ?? [];

    /// <summary>The next records up to one, in the order of their numbers.</summary>
    public IReadOnlyList<(long Number, PaperId Id)> Between(long after, long last, int limit) => _database.Read(connection => connection.Rows(
        "SELECT number, id FROM record WHERE number > $after AND number <= $last ORDER BY number LIMIT $limit",
        reader => (reader.GetInt64(0), PaperId.OfCanonical(reader.GetString(1))),
        ("$after", after), ("$last", last), ("$limit", limit))) ?? [];

    private static KnownRecord ReadRecord(SqliteDataReader reader, long number) => new(number, new RecordTraits(
        PaperId.OfCanonical(reader.GetString(0)),
        MemoryMarshal.Cast<byte, long>(reader.GetFieldValue<byte[]>(1)).ToArray(),
        MemoryMarshal.Cast<byte, uint>(reader.GetFieldValue<byte[]>(2)).ToArray()));

    private static long Insert(SqliteCommand record, SqliteCommand mark, ToldRecord told)
    {
        var traits = told.Traits;
        Bind(record, ("$key", traits.Id.Key), ("$id", traits.Id.Value), ("$fingerprint", unchecked((long)told.Fingerprint)),
            ("$marks", MemoryMarshal.AsBytes(traits.Marks.AsSpan()).ToArray()), ("$words", MemoryMarshal.AsBytes(traits.Words.AsSpan()).ToArray()));
        var number = (long)record.ExecuteScalar()!;
        foreach (var hash in traits.Marks)
        {
            Bind(mark, ("$hash", hash), ("$number", number));
            mark.ExecuteNonQuery();
        }
        return number;
    }

    /// <summary>Pairs of a batch whose records have numbers from a first one on. One whose other record is gone meanwhile is none.</summary>
    private static int Insert(SqliteConnection connection, FoundPairs found, long first)
    {
        var added = 0;
        foreach (var (a, b) in found.Known.Select(pair => (first + pair.Place, pair.Number)).Concat(found.Within.Select(pair => (first + pair.Later, first + pair.Earlier))))
            added += connection.Execute(
                "INSERT OR IGNORE INTO pair SELECT max($a, $b), min($a, $b) WHERE (SELECT count(*) FROM record WHERE number IN ($a, $b)) = 2", ("$a", a), ("$b", b));
        return added;
    }

    private static void Remove(SqliteConnection connection, IReadOnlyList<long> numbers)
    {
        using var removal = new Removal(connection);
        Revise(connection, numbers.Count(removal.Run));
    }

    private static void Revise(SqliteConnection connection, int changedPairs)
    {
        if (changedPairs > 0)
            connection.Execute("UPDATE state SET revision = revision + 1");
    }

    private static List<long> NumbersOf(SqliteConnection connection, IEnumerable<PaperId> ids) =>
        [.. connection.NumberOfEach("SELECT number FROM record WHERE key = $key", ids.Select(id => id.Key)).Select(found => found.Number)];

    private static void Bind(SqliteCommand command, params ReadOnlySpan<(string Name, object Value)> values)
    {
        if (command.Parameters.Count == 0)
            foreach (var (name, _) in values)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i].Value;
    }

    /// <summary>Removes records with their marks and pairs.</summary>
    private sealed class Removal(SqliteConnection connection) : IDisposable
    {
        private readonly SqliteCommand _marks = connection.Command("SELECT marks FROM record WHERE number = $number");
        private readonly SqliteCommand _mark = connection.Command("DELETE FROM mark WHERE hash = $hash AND number = $number");
        private readonly SqliteCommand _record = connection.Command("DELETE FROM record WHERE number = $number");
        private readonly SqliteCommand _pairs = connection.Command("DELETE FROM pair WHERE newer = $number OR older = $number");

        /// <summary>Removes one.</summary>
        /// <returns>Whether it had pairs.</returns>
        public bool Run(long number)
        {
            Bind(_marks, ("$number", number));
            foreach (var hash in MemoryMarshal.Cast<byte, long>(_marks.ExecuteScalar() as byte[] ?? []).ToArray())
            {
                Bind(_mark, ("$hash", hash), ("$number", number));
                _mark.ExecuteNonQuery();
            }
            Bind(_record, ("$number", number));
            _record.ExecuteNonQuery();
            Bind(_pairs, ("$number", number));
            return _pairs.ExecuteNonQuery() > 0;
        }

        public void Dispose()
        {
            _marks.Dispose();
            _mark.Dispose();
            _record.Dispose();
            _pairs.Dispose();
        }
    }
}
