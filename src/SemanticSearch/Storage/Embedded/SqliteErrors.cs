using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace SemanticSearch.Storage.Embedded;

/// <summary>Says what SQLite's result codes mean for a store.</summary>
internal static class SqliteErrors
{
    /// <summary>
    /// Whether the storage itself failed. What reached the disk is unknown then, so that nothing may be written before a fresh open
    /// (Rebello et al., Can Applications Recover from fsync Failures?, USENIX ATC 2020).
    /// </summary>
    public static bool IsStorageFailure(SqliteException exception) => exception.SqliteErrorCode == SQLITE_IOERR;

    /// <summary>Whether a value was read that is not of the kind of its column: SQLite gives what a damaged row seems to say.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is InvalidCastException or FormatException or OverflowException or ArgumentNullException
        || exception is InvalidOperationException and not ObjectDisposedException;

    /// <summary>The refusal of a value that is not of the kind of its column.</summary>
    public static StoreException Unreadable(Exception exception, string path) => new(StoreProblem.Damaged,
        $"{path}: the database is damaged: a value is not of the kind of its column ({exception.Message}). Restore a backup, or index the papers again into an empty folder.", exception);

    public static StoreException ToStoreException(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        SQLITE_BUSY => new StoreException(StoreProblem.InUse,
            $"{path}: another program has been writing to this store for {PaperDatabase.BusyTimeoutSeconds} seconds. Wait until it is done, or stop it.", exception),
        SQLITE_READONLY or SQLITE_CANTOPEN => new StoreException(StoreProblem.NotWritable,
            $"{path}: the store cannot be opened for writing ({exception.Message}). Check that the folder exists and that you may write there.", exception),
        SQLITE_FULL => new StoreException(StoreProblem.NotWritable,
            $"{path}: the disk is full. Nothing of this batch was stored; free some space and write it again.", exception),
        SQLITE_IOERR => new StoreException(StoreProblem.NotWritable,
            $"{path}: the disk reports an error ({exception.Message}). Nothing of this batch was acknowledged; check the disk, then reopen the store.", exception),
        SQLITE_CORRUPT => new StoreException(StoreProblem.Damaged,
            $"{path}: the database is damaged ({exception.Message}). Restore a backup, or index the papers again into an empty folder.", exception),
        SQLITE_NOTADB => new StoreException(StoreProblem.NotAStore,
            $"{path}: this file is not a store of papers. Give an empty folder, or the folder of a store.", exception),
        _ => new StoreException(StoreProblem.NotWritable, $"{path}: SQLite refuses ({exception.Message}).", exception),
    };
}
