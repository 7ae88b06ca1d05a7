using Microsoft.Data.Sqlite;

namespace SemanticSearch.Storage;

/// <summary>Statements in one line.</summary>
internal static class SqliteCommands
{
    /// <summary>A statement that is run more than once.</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row; null where there is none.</summary>
    public static object? Scalar(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar();
    }

    /// <summary>For each key, the number that a statement finds by <c>$key</c>; keys by which it finds none are left out.</summary>
    public static IEnumerable<(string Key, long Number)> NumberOfEach(this SqliteConnection connection, string sql, IEnumerable<string> keys)
    {
        using var command = connection.Command(sql);
        var parameter = command.Parameters.Add("$key", SqliteType.Text);
        foreach (var key in keys)
        {
            parameter.Value = key;
            if (command.ExecuteScalar() is long number)
                yield return (key, number);
        }
    }

    /// <summary>For each key, what is read from the first row that a statement finds by <c>$key</c>; nothing for keys by which it finds none.</summary>
    public static IEnumerable<T?> FirstOfEach<T>(this SqliteConnection connection, string sql, IEnumerable<object> keys, Func<SqliteDataReader, T> read)
    {
        using var command = connection.Command(sql);
        var parameter = command.Parameters.Add(new SqliteParameter { ParameterName = "$key" });
        foreach (var key in keys)
        {
            parameter.Value = key;
            using var reader = command.ExecuteReader();
            yield return reader.Read() ? read(reader) : default;
        }
    }

    /// <summary>All rows.</summary>
    public static List<T> Rows<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.Rows(read);
    }

    /// <summary>All rows.</summary>
    public static List<T> Rows<T>(this SqliteCommand command, Func<SqliteDataReader, T> read)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static SqliteCommand Command(this SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.Command(sql);
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
