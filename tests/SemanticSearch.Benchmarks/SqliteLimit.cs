using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Benchmarks;

/// <summary>What the disk and SQLite allow: the bytes of papers in durable transactions, without index, hashes or checks.</summary>
internal static class SqliteLimit
{
    public static double RowsPerSecond(StoreCorpus corpus, int count, int batch)
    {
        var folder = Directory.CreateTempSubdirectory("semanticsearch-benchmark-");
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "limit.db")};Pooling=False");
            connection.Open();
            Execute(connection, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (key TEXT NOT NULL UNIQUE, record BLOB, vector BLOB, terms BLOB)");
            var spent = TimeSpan.Zero;
            foreach (var rows in Enumerable.Range(0, count).Chunk(batch))
            {
                var encoded = rows.Select(corpus.Paper).Select(stored => new object[]
                {
                    stored.Paper.Id.Key, PaperWriter.ToJson(stored.Paper), Float16.Encode(stored.Vector), RowCodec.EncodeTerms(stored.Terms),
                }).ToList();
                var start = Stopwatch.GetTimestamp();
                Insert(connection, encoded);
                spent += Stopwatch.GetElapsedTime(start);
            }
            return count / spent.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Insert(SqliteConnection connection, List<object[]> rows)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO row VALUES ($key, $record, $vector, $terms)";
        foreach (var name in (string[])["$key", "$record", "$vector", "$terms"])
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                command.Parameters[i].Value = row[i];
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
