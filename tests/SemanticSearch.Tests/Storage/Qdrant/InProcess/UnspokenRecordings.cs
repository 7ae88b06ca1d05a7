namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>The recordings that the double leaves out, each with the reason. What is not named here is asked and compared.</summary>
internal static class UnspokenRecordings
{
    private static readonly (string Reason, string File, int[] Steps)[] All =
    [
        ("Changing one vector's graph is not in our part of the interface; 31 and 39 show what it changed.", "1-collections", [28, 29, 31, 39]),
        ("The real server was still making an index that was not waited for.", "2-payload-indexes", [22]),
        ("Conditional writes (update mode, update filter) are not in our part of the interface; 54 shows what they did.", "3-points", [51, 52, 53, 54]),
        ("Parts of nested values are not selected by the double.", "3-points", [61, 62]),
        ("Changing parts of points is not in our part of the interface; 109 and 111 show what it did.", "3-points", [.. From(96, 109), 110, 111, 115]),
        ("Words within texts are not matched, nor objects within lists.", "4-query", [52, 53, 54, 69]),
        ("Prefetches and with them fusions are not in our part of the interface.", "4-query", [.. From(80, 99), 134, 159, 160, 166, 174]),
        ("Recommending, discovering, MMR, formulas and random samples are not in our part of the interface.", "4-query", [.. From(100, 109), .. From(113, 121)]),
        ("Points that are compared with NaN have no order.", "4-query", [129]),
        ("Groups, matrices and the search of old are not in our part of the interface.", "4-query", [.. From(139, 143), 151, 152, 153]),
        ("Prefetches, payload changes, matrices and groups are not in our part of the interface.", "5-errors", [16, 21, 23, 24]),
        ("The client's deadline, compression or library made the answer; the request alone does not show it.", "5-errors", [30, 32, 34, 45]),
        ("Its answer counts what requests wrote that were too large to be kept.", "5-errors", [35]),
        ("The library of this program takes a field of another wire type for an unknown one.", "5-errors", [41]),
        ("Texts instead of vectors are not in our part of the interface.", "5-errors", [47, 48]),
        ("The double has no clock, so no rates: tests make it refuse with the trailer instead.", "5-errors", [.. From(58, 60), .. From(64, 69)]),
        ("A limit of the terms of a vector is not in our part of the interface.", "5-errors", [79]),
        ("The server was stopped; other tests stop the double.", "5-errors", [.. From(85, 88), 91]),
    ];

    public static bool Has(string file, Recording recording) =>
        // A request that was too large to be kept cannot be asked again.
        recording.Request is null || All.Any(group => group.File == file && group.Steps.Contains(recording.Step));

    private static IEnumerable<int> From(int first, int last) => Enumerable.Range(first, last - first + 1);
}
