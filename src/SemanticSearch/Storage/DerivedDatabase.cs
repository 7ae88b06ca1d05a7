using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace SemanticSearch.Storage;

/// <summary>
/// A SQLite file of the data folder, all of which can be made again: what cannot be read or written is as good as not there, and a file that
/// nobody can read is begun anew. Any number of threads may read and write at the same time.
/// </summary>
internal sealed class DerivedDatabase : IDisposable
{
    /// <summary>A name that every file is given when it is begun, so that one put in its place is known to be another.</summary>
    private const string Identity = "CREATE TABLE IF NOT EXISTS identity (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT";

    private readonly string _path;
    private readonly int _formatVersion;
    private readonly Action<SqliteConnection> _prepare;
    private readonly string _connectionString;
    private readonly Lock _opening = new();
    private volatile bool _isOpen;
    private volatile bool _isDamaged;
    private string? _name;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file; its folder is made where it does not exist.</param>
    /// <param name="formatVersion">A file of another one is begun anew.</param>
    /// <param name="patience">How long another writer is waited for, in whole seconds.</param>
    /// <param name="prepare">Makes what is missing in the file; run within a transaction, whenever the file is opened.</param>
    public DerivedDatabase(string path, int formatVersion, TimeSpan patience, Action<SqliteConnection> prepare)
    {
        (_path, _formatVersion, _prepare) = (path, formatVersion, prepare);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = (int)patience.TotalSeconds }.ToString();
        Open();
    }

    /// <summary>Whether the file could be opened.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Removes a file, to be made again by whoever comes next.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public static void Remove(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(path + suffix);
    }

    /// <summary>Opens the file again where it was taken away, was begun anew by another program, or is damaged.</summary>
    /// <param name="closed">Run in between, when nobody connects any more, to let go of connections of one's own.</param>
    public void Renew(Action closed)
    {
        lock (_opening)
        {
            if (_isOpen && !_isDamaged && IsSame())
                return;
            Close();
            closed();
            Open();
        }
    }

    /// <summary>Reads something at one moment; the default where the file cannot be read.</summary>
    public T? Read<T>(Func<SqliteConnection, T> read)
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

    /// <summary>Writes something, all or nothing.</summary>
    /// <returns>False where the file cannot be written.</returns>
    public bool Write(Action<SqliteConnection> write)
    {
        if (!_isOpen)
            return false;
        try
        {
            using var connection = Connect(_connectionString);
            using var transaction = connection.BeginTransaction();
            write(connection);
            transaction.Commit();
            return true;
        }
        catch (SqliteException refusal)
        {
            Note(refusal);
            return false;
        }
    }

    /// <summary>A connection that stays the caller's.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteConnection ConnectApart() => Connect(new SqliteConnectionStringBuilder(_connectionString) { Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());

    /// <summary>Remembers that the file is damaged, where a refusal says so.</summary>
    public void Note(SqliteException refusal) => _isDamaged |= IsDamage(refusal);

    public void Dispose() => Close();

    private bool IsSame()
    {
        try
        {
            // Connections of the pool go on with a file that was taken away.
            using var connection = ConnectApart();
            return connection.Scalar("SELECT name FROM identity") as string == _name;
        }
        catch (SqliteException refusal)
        {
            return refusal.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED;
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
                    Remove(_path);
                Prepare();
            }
            // What another program holds is waited for or done without; only what nobody can read is begun anew.
            catch (SqliteException refusal) when (IsDamage(refusal))
            {
                Close();
                Remove(_path);
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
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
    }

    private void Prepare()
    {
        using var connection = Connect(_connectionString);
        connection.Execute("PRAGMA journal_mode=WAL");
        using var transaction = connection.BeginTransaction();
        if ((long)connection.Scalar("PRAGMA user_version")! is not 0 and var version && version != _formatVersion)
            throw new SqliteException($"The file has format {version}.", SQLITE_NOTADB);
        connection.Execute($"PRAGMA user_version={_formatVersion}");
        connection.Execute(Identity);
        connection.Execute("INSERT OR IGNORE INTO identity VALUES (1, $name)", ("$name", Guid.NewGuid().ToString("N")));
        _name = (string)connection.Scalar("SELECT name FROM identity")!;
        _prepare(connection);
        transaction.Commit();
    }

    // A file whose tables are not those that it should have fails in general.
    private static bool IsDamage(SqliteException refusal) => refusal.SqliteErrorCode is SQLITE_ERROR or SQLITE_CORRUPT or SQLITE_NOTADB;

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        // In the log's mode this loses the last moments in a power cut, never their order. What is written lies all over these files, so that
        // it is cheaper to let the log grow to 32 MB before it is copied.
        connection.Execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000;");
        return connection;
    }
}
