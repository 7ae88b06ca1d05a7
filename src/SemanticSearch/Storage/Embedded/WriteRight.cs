namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The right to write in a folder, which one process has at a time; it ends with the process. The threads of this process may have it
/// together.
/// </summary>
/// <param name="folder">The folder; it is made where there is none.</param>
internal sealed class WriteRight(string folder)
{
    /// <summary>The file that is locked.</summary>
    public const string FileName = "writer.lock";

    private readonly Lock _gate = new();
    private FileStream? _file;
    private int _shares;

    /// <summary>A share in the right, to be given back; null where another process has it.</summary>
    /// <exception cref="StoreException">Nobody may write here.</exception>
    public IDisposable? TryTake()
    {
        lock (_gate)
        {
            if ((_file ??= Open()) is null)
                return null;
            _shares++;
            return new Share(this);
        }
    }

    private FileStream? Open()
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreException(StoreProblem.NotWritable, $"{folder}: files cannot be written here ({exception.Message}). Check that you may write there.", exception);
        }
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            if (--_shares > 0)
                return;
            _file?.Dispose();
            _file = null;
        }
    }

    private sealed class Share(WriteRight right) : IDisposable
    {
        private int _givenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _givenBack, 1) == 0)
                right.GiveBack();
        }
    }
}
