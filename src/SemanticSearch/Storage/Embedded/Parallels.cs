using System.Runtime.ExceptionServices;

namespace SemanticSearch.Storage.Embedded;

/// <summary>Loops over all cores.</summary>
internal static class Parallels
{
    /// <summary>Runs a body for 0 to <paramref name="count"/> - 1, on as many cores as are free.</summary>
    /// <exception cref="Exception">What a body threw first: callers mend what one damaged row tells, whichever thread met it.</exception>
    public static void For(int count, Action<int> body, CancellationToken cancellationToken = default) =>
        For(count, () => body, (i, run) => run(i), _ => { }, cancellationToken);

    /// <summary>Runs a body for 0 to <paramref name="count"/> - 1, with something that each core has for itself.</summary>
    /// <exception cref="Exception">What a body threw first.</exception>
    public static void For<T>(int count, Func<T> begin, Action<int, T> body, Action<T> end, CancellationToken cancellationToken = default)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, begin, (i, _, own) =>
            {
                body(i, own);
                return own;
            }, end);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
