using Microsoft.Data.Sqlite;
using SemanticSearch.Storage;

namespace SemanticSearch.Versions;

/// <summary>
/// Keeps what tells records of one paper, and which of them are, in a SQLite file of the data folder. All of it can be made again from the
/// store: what cannot be read or written is as good as not there, and a file that nobody can read is begun anew.
/// </summary>
internal sealed partial class VersionFile : IDisposable
{
    private const int FormatVersion = 2;

    /// <summary>How long another writer is waited for; each holds the file for some milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), rules TEXT NOT NULL, version TEXT, revision INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS record (
            number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL, fingerprint INTEGER NOT NULL, marks BLOB NOT NULL, words BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS mark (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS pair (newer INTEGER NOT NULL, older INTEGER NOT NULL, PRIMARY KEY (newer, older)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS pair_by_older ON pair (older);
        CREATE TABLE IF NOT EXISTS open (token TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    private readonly DerivedDatabase _database;
    private readonly Lock _watching = new();
    private volatile bool _isDoubtful;
    private BookWatch? _watch;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="folder">The data folder; it is made where it does not exist.</param>
    /// <param name="modelHash">The model whose vectors were compared; what another one's say is forgotten.</param>
    public VersionFile(string folder, string modelHash)
    {
        var rules = $"{RecordTraits.RulesVersion} {modelHash}";
        _database = new DerivedDatabase(PathIn(folder), FormatVersion, Patience, connection => Prepare(connection, rules));
    }

    /// <summary>The groups as they are now, also by what other programs wrote; where they cannot be read, as they were before.</summary>
    public VersionBook Book()
    {
        lock (_watching)
        {
            if (!_database.IsOpen)
                return VersionBook.Empty;
            try
            {
                _watch ??= new BookWatch(_database.ConnectApart());
                return _watch.Read();
            }
            catch (SqliteException refusal)
            {
                _database.Note(refusal);
                return _watch?.Last ?? VersionBook.Empty;
            }
        }
    }

    /// <summary>Opens the file again where it was taken away, was begun anew by another program, or is damaged.</summary>
    public void Renew() => _database.Renew(closed: Unwatch);

    public void Dispose()
    {
        _database.Dispose();
        Unwatch();
    }

    /// <summary>Removes the file of a folder, to be made again by whoever comes next.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public static void Remove(string folder) => DerivedDatabase.Remove(PathIn(folder));

    private static string PathIn(string folder) => Path.Combine(folder, DataFolder.Versions);

    private static void Prepare(SqliteConnection connection, string rules)
    {
        connection.Execute(Schema);
        connection.Execute("INSERT OR IGNORE INTO state VALUES (1, $rules, NULL, 0)", ("$rules", rules));
        if (connection.Scalar("SELECT rules FROM state") as string == rules)
            return;
        connection.Execute("DELETE FROM record; DELETE FROM mark; DELETE FROM pair; DELETE FROM open;");
        connection.Execute("UPDATE state SET rules = $rules, version = NULL, revision = revision + 1", ("$rules", rules));
    }

    private void Unwatch()
    {
        lock (_watching)
        {
            _watch?.Dispose();
            _watch = null;
        }
    }

    /// <summary>Writes something, all or nothing; false where the file cannot be written.</summary>
    private bool Write(Action<SqliteConnection> write)
    {
        var wasDoubtful = _isDoubtful;
        var isWritten = _database.Write(connection =>
        {
            if (wasDoubtful)
                connection.Execute("UPDATE state SET version = NULL");
            write(connection);
        });
        // What could not be written is missing from now on, which the file must not hide.
        if (wasDoubtful == isWritten)
            _isDoubtful = !isWritten;
        return isWritten;
    }
}
