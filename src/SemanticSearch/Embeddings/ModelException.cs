namespace SemanticSearch.Embeddings;

/// <summary>
/// A model folder or the model in it cannot be used. The message says what is wrong, where, what was expected and found, and what to do.
/// </summary>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);
