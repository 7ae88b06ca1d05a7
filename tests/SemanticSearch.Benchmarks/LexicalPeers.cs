using Lucene.Net.Analysis.En;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Benchmarks;

/// <summary>SQLite's full-text index in memory, with stems; a question is a prepared statement.</summary>
internal sealed class FullTextPeer : IDisposable
{
    private readonly SqliteConnection _database = new("Data Source=:memory:");
    private readonly SqliteCommand _search;
    private readonly SqliteParameter _match;

    public FullTextPeer(IEnumerable<(string Title, string Abstract)> papers)
    {
        _database.Open();
        Run("CREATE VIRTUAL TABLE papers USING fts5(title, abstract, tokenize='porter unicode61')");
        using (var transaction = _database.BeginTransaction())
        {
            using var insert = _database.CreateCommand();
            insert.CommandText = "INSERT INTO papers(title, abstract) VALUES ($title, $abstract)";
            var title = insert.Parameters.Add("$title", SqliteType.Text);
            var text = insert.Parameters.Add("$abstract", SqliteType.Text);
            foreach (var paper in papers)
            {
                (title.Value, text.Value) = paper;
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        Run("INSERT INTO papers(papers) VALUES ('optimize')");
        _search = _database.CreateCommand();
        _search.CommandText = "SELECT rowid FROM papers WHERE papers MATCH $match ORDER BY bm25(papers) LIMIT 10";
        _match = _search.Parameters.Add("$match", SqliteType.Text);
        _search.Prepare();
    }

    public static string Query(string[] words) => string.Join(" OR ", words.Select(word => $"\"{word}\""));

    public int Search(string query)
    {
        _match.Value = query;
        using var reader = _search.ExecuteReader();
        var count = 0;
        while (reader.Read())
            count++;
        return count;
    }

    public void Dispose()
    {
        _search.Dispose();
        _database.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>Lucene.Net with one segment in memory, its English analyzer and BM25.</summary>
internal sealed class LucenePeer : IDisposable
{
    private readonly RAMDirectory _folder = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly EnglishAnalyzer _analyzer = new(LuceneVersion.LUCENE_48);

    public LucenePeer(IEnumerable<(string Title, string Abstract)> papers)
    {
        var similarity = new BM25Similarity();
        var options = new IndexWriterConfig(LuceneVersion.LUCENE_48, _analyzer) { Similarity = similarity, RAMBufferSizeMB = 256 };
        using (var writer = new IndexWriter(_folder, options))
        {
            foreach (var (title, text) in papers)
                writer.AddDocument([new TextField("text", $"{title} {text}", Field.Store.NO)]);
            writer.ForceMerge(1);
        }
        _reader = DirectoryReader.Open(_folder);
        _searcher = new IndexSearcher(_reader) { Similarity = similarity };
    }

    public Query Query(string[] words)
    {
        var query = new BooleanQuery();
        using var stream = _analyzer.GetTokenStream("text", string.Join(' ', words));
        var term = stream.AddAttribute<Lucene.Net.Analysis.TokenAttributes.ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
            query.Add(new TermQuery(new Term("text", term.ToString())), Occur.SHOULD);
        stream.End();
        return query;
    }

    public int Search(Query query) => _searcher.Search(query, 10).ScoreDocs.Length;

    public void Dispose()
    {
        _analyzer.Dispose();
        _reader.Dispose();
        _folder.Dispose();
    }
}
