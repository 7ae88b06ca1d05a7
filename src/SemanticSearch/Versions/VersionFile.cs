using Microsoft.Data.Sqlite;
using SemanticSearch.Storage;

namespace SemanticSearch.Versions;

/// <summary>
/// Keeps what tells records of one paper, and which of them are, in a SQLite file of the data folder. All of it can be made again from the
/// store: what cannot be read or written is as good as not there, and a file that nobody can read is begun anew.
/// </summary>
internal sealed partial class VersionFile : IDisposable
{
    private const int Failure = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private const int FormatVersion = 1;

    /// <summary>How long another writer is waited for; each holds the file for some milliseconds.</summary>
    private const int PatienceSeconds = 5;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), rules TEXT NOT NULL, epoch TEXT NOT NULL, version TEXT, revision INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS record (
            number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL, fingerprint INTEGER NOT NULL, marks BLOB NOT NULL, words BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS mark (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS pair (newer INTEGER NOT NULL, older INTEGER NOT NULL, PRIMARY KEY (newer, older)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS pair_by_older ON pair (older);
        CREATE TABLE IF NOT EXISTS open (token TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    private readonly string _path;
    private readonly string _rules;
    private readonly string _connectionString;
    private readonly Lock _gate = new();
    private volatile bool _isOpen;
    private volatile bool _isDamaged;
    private volatile bool _isDoubtful;
    private string _epoch = "";
    private BookWatch? _watch;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="folder">The data folder; it is made where it does not exist.</param>
    /// <param name="modelHash">The model whose vectors were compared; what another one's say is forgotten.</param>
    public VersionFile(string folder, string modelHash)
    {
        (_path, _rules) = (Path.Combine(folder, DataFolder.Versions), $"{RecordTraits.RulesVersion} {modelHash}");
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = PatienceSeconds }.ToString();
        Open();
    }

    /// <summary>The groups as they are now, also by what other programs wrote; where they cannot be read, as they were before.</summary>
    public VersionBook Book()
    {
        lock (_gate)
        {
            try
            {
                return _watch?.Read() ?? VersionBook.Empty;
            }
            catch (SqliteException refusal)
            {
                Note(refusal);
                return _watch!.Last;
            }
        }
    }

    /// <summary>Opens the file again where it was taken away, was begun anew by another program, or is damaged.</summary>
    public void Renew()
    {
        lock (_gate)
            if (!_isOpen || _isDamaged || !IsSame())
            {
                Close();
                Open();
            }
    }

    public void Dispose()
    {
        lock (_gate)
            Close();
    }

    /// <summary>Removes the file of a folder, to be made again by whoever comes next.</summary>
    public static void Remove(string folder)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(Path.Combine(folder, DataFolder.Versions + suffix));
    }

    private bool IsSame()
    {
        try
        {
            // A connection of its own: those of the pool go on with a file that was taken away.
            using var connection = Connect(new SqliteConnectionStringBuilder(_connectionString) { Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
            return Scalar(connection, "SELECT epoch FROM state") as string == _epoch;
        }
        catch (SqliteException refusal)
        {
            return refusal.SqliteErrorCode is Busy or Locked;
        }
    }

    private void Open()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            try
            {
                if (_isDamaged)
                    Remove(Path.GetDirectoryName(_path)!);
                Prepare();
            }
            // What another program holds is waited for or done without; only what nobody can read is begun anew.
            catch (SqliteException damage) when (damage.SqliteErrorCode is Failure or Corrupt or NotADatabase)
            {
                SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
                Remove(Path.GetDirectoryName(_path)!);
                Prepare();
            }
            (_isOpen, _isDamaged) = (true, false);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            _isOpen = false;
        }
    }

    private void Close()
    {
        _isOpen = false;
        _watch?.Dispose();
        _watch = null;
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
    }

    private void Prepare()
    {
        using var connection = Connect(_connectionString);
        Execute(connection, "PRAGMA journal_mode=WAL");
        using var transaction = connection.BeginTransaction();
        if ((long)Scalar(connection, "PRAGMA user_version")! > FormatVersion)
            throw new SqliteException("A newer program wrote this file.", NotADatabase);
        Execute(connection, $"PRAGMA user_version={FormatVersion}");
        Execute(connection, Schema);
        Execute(connection, "INSERT OR IGNORE INTO state VALUES (1, $rules, $epoch, NULL, 0)", ("$rules", _rules), ("$epoch", Guid.NewGuid().ToString("N")));
        if (Scalar(connection, "SELECT rules FROM state") as string != _rules)
        {
            Execute(connection, "DELETE FROM record; DELETE FROM mark; DELETE FROM pair; DELETE FROM open;");
            Execute(connection, "UPDATE state SET rules = $rules, version = NULL, revision = revision + 1", ("$rules", _rules));
        }
        _epoch = (string)Scalar(connection, "SELECT epoch FROM state")!;
        transaction.Commit();
        _watch = new BookWatch(Connect(new SqliteConnectionStringBuilder(_connectionString) { Pooling = false }.ToString()));
    }

    /// <summary>Reads something at one moment; the default where the file cannot be read.</summary>
    private T? Read<T>(Func<SqliteConnection, T> read)
    {
        if (!_isOpen)
            return default;
        try
        {
            using var connection = Connect(_connectionString);
            using var moment = connection.BeginTransaction(deferred: true);
            return read(connection);
        }
        catch (SqliteException refusal)
        {
            Note(refusal);
            return default;
        }
    }

    /// <summary>Writes something, all or nothing; false where the file cannot be written.</summary>
    private bool Write(Action<SqliteConnection> write)
    {
        if (!_isOpen)
            return false;
        try
        {
            using var connection = Connect(_connectionString);
            using var transaction = connection.BeginTransaction();
            if (_isDoubtful)
                Execute(connection, "UPDATE state SET version = NULL");
            write(connection);
            transaction.Commit();
            _isDoubtful = false;
            return true;
        }
        catch (SqliteException refusal)
        {
            // What was to be written is missing from now on, which the file must not hide.
            _isDoubtful = true;
            Note(refusal);
            return false;
        }
    }

    private void Note(SqliteException refusal) => _isDamaged |= refusal.SqliteErrorCode is Failure or Corrupt or NotADatabase;

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        // In the log's mode this loses the last moments in a power cut, never their order.
        Execute(connection, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA synchronous=NORMAL;");
        return connection;
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        return command.ExecuteScalar();
    }

    private static int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(connection, sql);
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
