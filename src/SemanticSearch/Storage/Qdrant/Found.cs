namespace SemanticSearch.Storage.Qdrant;

/// <summary>What the server found for a query, before the whole answer is counted.</summary>
/// <param name="State">The state that answered.</param>
/// <param name="Candidates">The papers with both scores.</param>
/// <param name="SimilarityBound">See <see cref="CandidateSet.SimilarityBound"/>.</param>
/// <param name="LexicalBound">See <see cref="CandidateSet.LexicalBound"/>.</param>
internal sealed record Found(StoreState State, IReadOnlyList<Candidate> Candidates, float SimilarityBound, float LexicalBound);
