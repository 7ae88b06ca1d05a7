using System.IO.Hashing;
using System.Text;
using Microsoft.Data.Sqlite;
using SemanticSearch.Embeddings;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// Keeps the vectors of the sentences of abstracts in a file, by the abstract and the model, so that a paper never waits for them twice. All
/// of it can be made again: what cannot be read or written is as good as not there, and a damaged file is begun anew.
/// </summary>
public sealed class SentenceFile
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly string _path;
    private readonly int _dimensions;
    private readonly byte[] _model;
    private readonly string _connectionString;
    private readonly bool _isOpen;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="folder">The data folder; it is made where it does not exist.</param>
    /// <param name="model">The model that makes the vectors; those of another one are not found.</param>
    public SentenceFile(string folder, EmbeddingModel model)
    {
        (_path, _dimensions, _model) = (Path.Combine(folder, DataFolder.Sentences), model.Dimensions, Encoding.ASCII.GetBytes(model.Hash));
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = 1 }.ToString();
        _isOpen = TryOpen();
    }

    /// <summary>The vectors of an abstract with that many sentences; null where they are not kept.</summary>
    internal SentenceVectors? Find(string text, int count) => Read(text) is { } bytes ? SentenceVectors.Read(bytes, count, _dimensions) : null;

    /// <summary>Whether anything is kept of an abstract.</summary>
    internal bool Has(string text) => Read(text) is not null;

    /// <summary>Keeps the vectors of an abstract, if the disk lets it.</summary>
    internal void Add(string text, SentenceVectors vectors)
    {
        if (!_isOpen)
            return;
        try
        {
            using var connection = Connect();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT OR REPLACE INTO sentences VALUES ($key, $vectors)";
            command.Parameters.AddWithValue("$key", KeyOf(text));
            command.Parameters.AddWithValue("$vectors", vectors.ToBytes());
            command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // The next one who needs them makes them again.
        }
    }

    private byte[]? Read(string text)
    {
        if (!_isOpen)
            return null;
        try
        {
            using var connection = Connect();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT vectors FROM sentences WHERE key = $key";
            command.Parameters.AddWithValue("$key", KeyOf(text));
            return command.ExecuteScalar() as byte[];
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private bool TryOpen()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            try
            {
                Prepare();
            }
            // What another program holds is waited for or done without; only what nobody can read is begun anew.
            catch (SqliteException damage) when (damage.SqliteErrorCode is Corrupt or NotADatabase)
            {
                Delete();
                Prepare();
            }
            return true;
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Prepare()
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS sentences (key INTEGER PRIMARY KEY, vectors BLOB NOT NULL) STRICT;";
        command.ExecuteNonQuery();
    }

    private void Delete()
    {
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(_path + suffix);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA trusted_schema=OFF; PRAGMA synchronous=OFF;";
        command.ExecuteNonQuery();
        return connection;
    }

    private long KeyOf(string text)
    {
        var hash = new XxHash3();
        hash.Append(_model);
        hash.Append(Encoding.UTF8.GetBytes(text));
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
