namespace SemanticSearch.Search;

/// <summary>Why a paper is an answer, in its own words.</summary>
/// <param name="Sentence">The sentence of the abstract that is nearest to the query; null where there is no abstract, or none of its sentences has a word of the query in lexical mode.</param>
/// <param name="Similarity">The cosine of the sentence alone to the query; null in lexical mode.</param>
/// <param name="TitleMatches">The words of the title that the question has too, in any inflection.</param>
/// <param name="AbstractMatches">The same of the abstract.</param>
public sealed record Evidence(TextRange? Sentence, float? Similarity, IReadOnlyList<TextRange> TitleMatches, IReadOnlyList<TextRange> AbstractMatches);
