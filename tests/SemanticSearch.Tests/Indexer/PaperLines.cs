using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Indexer;

/// <summary>Small inputs, and what a store has made of them.</summary>
internal static class PaperLines
{
    private static readonly string[] Subjects =
    [
        "corals survive heat by inherited tolerance", "galaxies merge and light up", "sparse attention reads long documents",
        "vaccines protect older adults", "superconductors lose resistance when cold", "sediments keep the record of old floods",
    ];

    /// <summary>Papers <c>test:first</c> and on, one a line, each with a subject and an abstract of its own.</summary>
    public static string Of(int count, int first = 1) =>
        string.Concat(Enumerable.Range(first, count).Select(number => Line(number, Subjects[number % Subjects.Length])));

    public static string Line(int number, string subject) =>
        $$"""{"id":"test:{{number}}","title":"How {{subject}}","abstract":"Observation {{number}} shows how {{subject}}.","date":"{{2000 + (number % 20)}}-05-01","categories":["test.{{number % 2}}"]}""" + "\n";

    /// <summary>How many papers a reader of the store sees.</summary>
    public static async Task<long> CountAsync(string folder)
    {
        await using var store = new EmbeddedStore(folder);
        await store.OpenAsync(Engine.ManifestOf(RealModel.Model), TestContext.Current.CancellationToken);
        return (await store.StatisticsAsync(TestContext.Current.CancellationToken)).Papers;
    }
}
