using System.IO.Hashing;
using System.Text;
using SemanticSearch.Embeddings;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// Keeps the vectors of the sentences of abstracts in a file, by the abstract and the model, so that a paper never waits for them twice. All
/// of it can be made again: what cannot be read or written is as good as not there, and a damaged file is begun anew.
/// </summary>
public sealed class SentenceFile : IDisposable
{
    private const int FormatVersion = 1;
    private const string Schema = "CREATE TABLE IF NOT EXISTS sentences (key INTEGER PRIMARY KEY, vectors BLOB NOT NULL) STRICT";

    /// <summary>Vectors that are not kept in time are made again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly DerivedDatabase _database;
    private readonly int _dimensions;
    private readonly byte[] _model;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="folder">The data folder; it is made where it does not exist.</param>
    /// <param name="model">The model that makes the vectors; those of another one are not found.</param>
    public SentenceFile(string folder, EmbeddingModel model)
    {
        (_dimensions, _model) = (model.Dimensions, Encoding.ASCII.GetBytes(model.Hash));
        _database = new DerivedDatabase(Path.Combine(folder, DataFolder.Sentences), FormatVersion, Patience, connection => connection.Execute(Schema));
    }

    public void Dispose() => _database.Dispose();

    /// <summary>The vectors of an abstract with that many sentences; null where they are not kept.</summary>
    internal SentenceVectors? Find(string text, int count) => Read(text) is { } bytes ? SentenceVectors.Read(bytes, count, _dimensions) : null;

    /// <summary>Whether anything is kept of an abstract.</summary>
    internal bool Has(string text) => Read(text) is not null;

    /// <summary>Keeps the vectors of an abstract, if the disk lets it.</summary>
    internal void Add(string text, SentenceVectors vectors) =>
        _database.Write(connection => connection.Execute("INSERT OR REPLACE INTO sentences VALUES ($key, $vectors)", ("$key", KeyOf(text)), ("$vectors", vectors.ToBytes())));

    private byte[]? Read(string text) => _database.Read(connection => connection.Scalar("SELECT vectors FROM sentences WHERE key = $key", ("$key", KeyOf(text))) as byte[]);

    private long KeyOf(string text)
    {
        var hash = new XxHash3();
        hash.Append(_model);
        hash.Append(Encoding.UTF8.GetBytes(text));
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
