namespace SemanticSearch.Storage;

/// <summary>What every vector and term of a store has in common. A store opened with another manifest refuses.</summary>
/// <param name="Model">The sentence model's name, for people.</param>
/// <param name="ModelHash">Lower-case hexadecimal SHA-256 over everything that decides a vector.</param>
/// <param name="Dimensions">Length of each vector.</param>
/// <param name="Terms">Name and version of the term encoder with its parameters.</param>
public sealed record StoreManifest(string Model, string ModelHash, int Dimensions, string Terms);
