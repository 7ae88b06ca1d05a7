using System.Runtime.ExceptionServices;

namespace SemanticSearch.Storage.Embedded;

/// <summary>Loops over all cores.</summary>
internal static class Parallels
{
    /// <summary>Runs a body for 0 to <paramref name="count"/> - 1, on as many cores as are free.</summary>
    /// <exception cref="Exception">What a body threw first: callers mend what one damaged row tells, whichever thread met it.</exception>
    public static void For(int count, Action<int> body) => For(count, () => body, (i, run) => run(i), _ => { });

    /// <summary>Runs a body for 0 to <paramref name="count"/> - 1, with something that each core has for itself.</summary>
    /// <exception cref="Exception">What a body threw first.</exception>
    public static void For<T>(int count, Func<T> begin, Action<int, T> body, Action<T> end)
    {
        try
        {
            Parallel.For(0, count, begin, (i, _, own) =>
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
