namespace SemanticSearch.Embeddings;

/// <summary>How the model's output becomes one vector.</summary>
public enum Pooling
{
    /// <summary>The output is the sentence embedding itself, of shape [1, dimensions].</summary>
    None,

    /// <summary>The output is one row a token, [1, tokens, dimensions]; the first row, that of [CLS], is the embedding.</summary>
    Cls,

    /// <summary>The output is one row a token, [1, tokens, dimensions]; the mean of the rows is the embedding.</summary>
    Mean,
}
