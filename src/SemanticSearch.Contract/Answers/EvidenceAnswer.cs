using SemanticSearch.Search;

namespace SemanticSearch.Contract.Answers;

/// <summary>Why a paper is an answer, in its own words. Places are counted in UTF-16 units from the start of the text.</summary>
/// <param name="Start">Where the sentence begins in the abstract; left out where no sentence tells.</param>
/// <param name="End">Where it has ended.</param>
/// <param name="Similarity">The cosine of the sentence alone to the query; left out in lexical mode.</param>
/// <param name="TitleMatches">The words of the title that the question has too, in any inflection, each as its start and end.</param>
/// <param name="AbstractMatches">The same of the abstract.</param>
public sealed record EvidenceAnswer(
    int? Start, int? End, float? Similarity, IReadOnlyList<IReadOnlyList<int>> TitleMatches, IReadOnlyList<IReadOnlyList<int>> AbstractMatches)
{
    /// <summary>The evidence of a hit; null where it was not asked for.</summary>
    public static EvidenceAnswer? Of(Evidence? evidence) => evidence is null
        ? null
        : new(evidence.Sentence?.Start, evidence.Sentence?.End, evidence.Similarity, Pairs(evidence.TitleMatches), Pairs(evidence.AbstractMatches));

    private static List<IReadOnlyList<int>> Pairs(IReadOnlyList<TextRange> ranges) => [.. ranges.Select(range => (IReadOnlyList<int>)[range.Start, range.End])];
}
