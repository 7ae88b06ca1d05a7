using Microsoft.Data.Sqlite;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Versions;

/// <summary>
/// Reads the groups of the file, and again when they are others. Its connection never writes, so that SQLite tells it of everybody's commits.
/// </summary>
internal sealed class BookWatch(SqliteConnection connection) : IDisposable
{
    private long _dataVersion = -1;
    private long _revision = -1;

    /// <summary>What was read last.</summary>
    public VersionBook Last { get; private set; } = VersionBook.Empty;

    /// <summary>The groups as they are now.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public VersionBook Read()
    {
        // The number is asked first: of what comes in between, the next one who asks learns.
        var dataVersion = Number("PRAGMA data_version");
        if (dataVersion == _dataVersion)
            return Last;
        using var moment = connection.BeginTransaction(deferred: true);
        // Most batches bring no second record of anything.
        var revision = Number("SELECT revision FROM state");
        if (revision != _revision)
            Last = new VersionBook(Pairs());
        (_dataVersion, _revision) = (dataVersion, revision);
        return Last;
    }

    public void Dispose() => connection.Dispose();

    private List<(PaperId Newer, PaperId Older)> Pairs() => connection.Rows(
        "SELECT a.id, b.id FROM pair JOIN record a ON a.number = newer JOIN record b ON b.number = older",
        reader => (PaperId.OfCanonical(reader.GetString(0)), PaperId.OfCanonical(reader.GetString(1))));

    private long Number(string sql) => (long)connection.Scalar(sql)!;
}
