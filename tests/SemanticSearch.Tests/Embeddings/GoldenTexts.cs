using System.Text.Json;

namespace SemanticSearch.Tests.Embeddings;

/// <summary>A text with the ids of the reference tokenizer.</summary>
internal sealed record GoldenTokens(string Text, long[] Ids);

/// <summary>A text with the vector of the reference program, rounded to seven decimals.</summary>
internal sealed record GoldenVector(string Kind, string Text, float[] Vector);

/// <summary>The committed answers of the reference tokenizer and model.</summary>
internal static class GoldenTexts
{
    public static IReadOnlyList<GoldenTokens> Tokens { get; } = Read<GoldenTokens>("golden-tokens.jsonl");

    public static IReadOnlyList<GoldenVector> Vectors { get; } = Read<GoldenVector>("golden-vectors.jsonl");

    private static List<T> Read<T>(string file) =>
        File.ReadLines(Repository.TestFile("Embeddings", "Golden", file)).Select(line => JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!).ToList();
}
