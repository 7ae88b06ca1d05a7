namespace SemanticSearch.Papers.Citations;

/// <summary>A paper with its place in a ranking.</summary>
/// <param name="Paper">The record.</param>
/// <param name="Rank">The place, 1-based.</param>
/// <param name="Score">What the ranking sorts by.</param>
/// <param name="Similarity">The cosine to what was asked, in [-1, 1]; null where meaning was not compared.</param>
public readonly record struct RankedPaper(Paper Paper, int Rank, float Score, float? Similarity);
