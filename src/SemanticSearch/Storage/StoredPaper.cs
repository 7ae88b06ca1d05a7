using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage;

/// <summary>A paper with what search needs of it.</summary>
/// <param name="Paper">The record itself.</param>
/// <param name="Vector">Its unit-length vector; the store may round it to float16.</param>
/// <param name="Terms">Its terms with BM25 weights, without IDF, which the store applies.</param>
/// <param name="Fingerprint">A hash of the record, the model and the term encoder: equal means nothing to do.</param>
public sealed record StoredPaper(Paper Paper, float[] Vector, SparseVector Terms, ulong Fingerprint);

/// <summary>A paper of a sample, in the order of <see cref="PaperId.Draw"/>.</summary>
/// <param name="Id">The paper.</param>
/// <param name="Vector">Its unit-length vector, as the store has it.</param>
public sealed record SampledPaper(PaperId Id, float[] Vector);
