using System.Diagnostics.Metrics;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Observing;

/// <summary>What is counted at the edge.</summary>
internal static class EdgeCounts
{
    private static readonly Counter<long> Refused = Telemetry.Meter.CreateCounter<long>("semanticsearch.refused", null, "Requests that were answered by a problem, by its code.");

    private static readonly Counter<long> Shed = Telemetry.Meter.CreateCounter<long>("semanticsearch.shed", null, "Requests that were sent away because too much was asked at once.");

    /// <summary>Makes the counts known at 0, so that the first event shows as an increase.</summary>
    public static void Begin()
    {
        Shed.Add(0);
        Refused.Add(0, Code(ProblemCatalogue.InternalError));
    }

    public static void Count(ProblemKind kind)
    {
        Refused.Add(1, Code(kind));
        if (kind == ProblemCatalogue.Overloaded)
            Shed.Add(1);
    }

    private static KeyValuePair<string, object?> Code(ProblemKind kind) => new("code", kind.Code);
}
