using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The SQLite file that is the truth of an embedded store: every paper, its float16 vector, its terms, and a hash of each row.
/// Only a commit here acknowledges a write. Rows are never changed and their numbers never used again: an update is a new row.
/// </summary>
internal sealed partial class PaperDatabase : IDisposable
{
    public const string FileName = "papers.db";
    public const int BusyTimeoutSeconds = 10;

    /// <summary>Marks the file as ours, in SQLite's header.</summary>
    private const int ApplicationId = 0x53535331;
    private const int FormatVersion = 1;

    private const string Schema = """
        CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE paper (
            row INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, fingerprint INTEGER NOT NULL, record BLOB NOT NULL, hash INTEGER NOT NULL);
        CREATE TABLE encoding (row INTEGER PRIMARY KEY, vector BLOB NOT NULL, terms BLOB NOT NULL, hash INTEGER NOT NULL);
        CREATE TABLE deleted (row INTEGER PRIMARY KEY, sequence INTEGER NOT NULL);
        CREATE INDEX deleted_by_sequence ON deleted (sequence);
        """;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _watch;
    private readonly SqliteCommand _dataVersion;
    private readonly Lock _watchGate = new();
    private readonly CommitWitness _witness;

    private PaperDatabase(string path, string connectionString)
    {
        _path = path;
        _witness = new CommitWitness(Path.GetDirectoryName(path)!);
        _connectionString = connectionString;
        _writer = Connect();
        _watch = Connect();
        _dataVersion = _watch.Command("PRAGMA data_version");
    }

    /// <summary>Names this store among all others, so that versions of two stores never look alike.</summary>
    public string StoreId { get; private set; } = "";

    /// <summary>Opens the database of a folder, or makes both.</summary>
    /// <exception cref="StoreException">The folder holds something else, another model's vectors, or a newer format; nothing is written then.</exception>
    /// <param name="acceptLoss">Whether a database is opened that has fewer commits than it once acknowledged.</param>
    public static PaperDatabase Open(string folder, StoreManifest expected, bool acceptLoss = false)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            RequireUnusedFolder(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var database = new PaperDatabase(path, ConnectionString(path));
            try
            {
                database.Prepare(expected);
                if (!acceptLoss)
                    database.RequireNoLoss();
                return database;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.ToStoreException(exception, path);
        }
        catch (Exception exception) when (SqliteErrors.IsUnreadable(exception))
        {
            throw SqliteErrors.Unreadable(exception, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreProblem.NotWritable, $"{folder}: the folder cannot be made ({exception.Message}). Give one that you may write to.", exception);
        }
    }

    /// <summary>Refuses a folder without a store, where one must not be made.</summary>
    /// <exception cref="StoreException">There is none.</exception>
    public static void RequireExisting(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
            throw new StoreException(StoreProblem.NotAStore, $"{folder}: there is no store in this folder. Give the folder of one.");
    }

    /// <summary>How many papers are stored.</summary>
    public long Count() => Read(connection => (long)connection.Scalar("SELECT count(*) FROM paper")!);

    /// <summary>A number that changes when another connection or process has committed.</summary>
    public long DataVersion()
    {
        lock (_watchGate)
            return (long)_dataVersion.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _dataVersion.Dispose();
        _watch.Dispose();
        _writer.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
    }

    private static string ConnectionString(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = BusyTimeoutSeconds }.ToString();

    // A folder with files of somebody else is a mistyped path far more often than a wish to mix the two. Topics, sentences and notes alone are
    // what is left of a server's store, whose papers are elsewhere.
    private static void RequireUnusedFolder(string folder)
    {
        if (File.Exists(folder))
            throw new StoreException(StoreProblem.NotAStore, $"{folder}: this is a file. Give the folder of a store, or one that does not exist yet.");
        var stranger = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).FirstOrDefault(file => !DataFolder.IsBeside(file)) : null;
        if (stranger is not null)
            throw new StoreException(StoreProblem.NotAStore,
                $"{folder}: the folder has no {FileName} but other files, such as {Path.GetFileName(stranger)}. Give the folder of a store, or an empty one.");
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        // A hostile file may carry views and triggers, so nothing in its schema is trusted.
        // The log is copied into the database every 4 MB, so that it takes no more room than with SQLite's own smaller pages.
        connection.Execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=250;");
        return connection;
    }

    private void Prepare(StoreManifest expected)
    {
        // The tables are counted first: whoever makes the store at this moment gives it both at once.
        var tables = Convert.ToInt32(_writer.Scalar("SELECT count(*) FROM sqlite_schema"), CultureInfo.InvariantCulture);
        var applicationId = Convert.ToInt32(_writer.Scalar("PRAGMA application_id"), CultureInfo.InvariantCulture);
        if (applicationId == 0 && tables == 0)
            Create(expected);
        else if (applicationId != ApplicationId)
            throw new StoreException(StoreProblem.NotAStore,
                $"{_path}: this is a database of another program (application id {applicationId:x8}, expected {ApplicationId:x8}). Give another folder.");
        RequireFormat();
        RequireManifest(expected);
        StoreId = Manifest("id")!;
    }

    private void RequireNoLoss()
    {
        if (_witness.Read() is var seen && seen > Sequence(_writer))
            throw Lost(seen, Sequence(_writer));
    }

    /// <summary>The refusal of a database that has fewer commits than it once acknowledged.</summary>
    public StoreException Lost(long seen, long found) => new(StoreProblem.Damaged,
        $"{_path}: acknowledged writes are lost: {seen} commits were made, and the database has {found}. Its log {Path.GetFileName(_path)}-wal may have been removed or cut. "
        + "Bring it back or restore a backup; to go on with what is there, run the verb check with --repair, then index the papers again.");

    private void Create(StoreManifest manifest)
    {
        // A row has some 3 kB: pages that hold several of them take fewer writes than those that hold none whole.
        _writer.Execute("PRAGMA page_size=16384; PRAGMA journal_mode=WAL");
        _writer.Execute("BEGIN IMMEDIATE");
        // Another process may have made the store while this one waited for its turn.
        if (Convert.ToInt32(_writer.Scalar("SELECT count(*) FROM sqlite_schema"), CultureInfo.InvariantCulture) == 0)
        {
            _writer.Execute(Schema);
            _writer.Execute($"PRAGMA application_id={ApplicationId}; PRAGMA user_version={FormatVersion}");
            SetManifest("id", Guid.NewGuid().ToString("N")[..8]);
            SetManifest("model", manifest.Model);
            SetManifest("model_hash", manifest.ModelHash);
            SetManifest("dimensions", manifest.Dimensions.ToString(CultureInfo.InvariantCulture));
            SetManifest("terms", manifest.Terms);
            SetManifest("sequence", "0");
        }
        _writer.Execute("COMMIT");
    }

    private void RequireFormat()
    {
        var version = Convert.ToInt32(_writer.Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > FormatVersion)
            throw new StoreException(StoreProblem.NewerFormat,
                $"{_path}: the store has format {version}, and this program reads up to {FormatVersion}. Use a newer version of the program.");
    }

    private void RequireManifest(StoreManifest expected)
    {
        RequireSame("model", "model_hash", $"{expected.Model} ({expected.ModelHash})", expected.ModelHash, $"{Manifest("model")} ({Manifest("model_hash")})");
        RequireSame("vector length", "dimensions", null, expected.Dimensions.ToString(CultureInfo.InvariantCulture), null);
        RequireSame("term encoder", "terms", null, expected.Terms, null);
    }

    private void RequireSame(string what, string name, string? expectedShown, string expected, string? foundShown)
    {
        var found = Manifest(name);
        if (found != expected)
            throw new StoreException(StoreProblem.OtherModel,
                $"{_path}: the store was made with another {what}: expected {expectedShown ?? expected}, found {foundShown ?? found}. "
                + "Start with the model it was made with, or index the papers again into an empty folder.");
    }

    private string? Manifest(string name) => (string?)_writer.Scalar("SELECT value FROM manifest WHERE name = $name", ("$name", name));

    private void SetManifest(string name, string value) => _writer.Execute(
        "INSERT INTO manifest VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", ("$name", name), ("$value", value));
}
