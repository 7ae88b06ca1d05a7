using Microsoft.Extensions.AI;

namespace SemanticSearch.Embeddings;

/// <summary>What <see cref="OnnxEmbedder"/> tells of each embedding beside its vector; the values travel in the additional properties.</summary>
public static class SentenceEmbedding
{
    /// <summary>The key of an <see cref="int"/>: how many tokens the model read.</summary>
    public const string TokenCountKey = "tokenCount";

    /// <summary>The key of a <see cref="bool"/>: whether the text was longer than the model reads.</summary>
    public const string TruncatedKey = "truncated";

    extension(Embedding<float> embedding)
    {
        /// <summary>How many tokens the model read, [CLS] and [SEP] counted; 0 where the generator does not tell.</summary>
        public int TokenCount => embedding.AdditionalProperties?.TryGetValue(TokenCountKey, out int count) == true ? count : 0;

        /// <summary>Whether the text had more tokens than the model reads; false where the generator does not tell.</summary>
        public bool Truncated => embedding.AdditionalProperties?.TryGetValue(TruncatedKey, out bool truncated) == true && truncated;
    }

    internal static Embedding<float> Create(float[] vector, TokenizedText text, string modelName) => new(vector)
    {
        ModelId = modelName,
        AdditionalProperties = new() { [TokenCountKey] = text.Ids.Length, [TruncatedKey] = text.Truncated },
    };
}
