using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Search;

/// <summary>Makes vectors and terms of what is asked.</summary>
internal sealed class QueryEncoder(IPaperStore store, EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    /// <summary>
    /// How much of what the answers should be unlike is taken away from what they should be like: Rocchio's formula (Rocchio, Relevance
    /// Feedback in Information Retrieval, 1971). docs/QUALITY.md has what other values do.
    /// </summary>
    public const float UnlikeWeight = 0.3f;

    public async Task<EncodedQuery> EncodeAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var text = request.Operators ? QueryText.Parse(request.Text) : QueryText.Plain(request.Text);
        var query = new EncodedQuery
        {
            Text = text,
            Terms = request.EffectiveMode == SearchMode.Semantic ? SparseVector.Empty : TermEncoder.EncodeQuery(text.Meaning),
            IsQuestion = true,
        };
        if (request.EffectiveMode == SearchMode.Lexical || text.Meaning.Length == 0)
            return query;
        var embedding = await Telemetry.Embed.RunAsync(() => embedder.GenerateAsync(model.QueryText(text.Meaning), cancellationToken: cancellationToken));
        return query with { Vector = embedding.Vector, Length = LengthOf(embedding) };
    }

    /// <exception cref="PaperNotFoundException">An example is not in the store.</exception>
    /// <exception cref="ArgumentException">There is nothing that the answers should be like.</exception>
    public async Task<EncodedQuery> EncodeAsync(SimilarRequest request, CancellationToken cancellationToken)
    {
        if (request.LikeIds.Count + request.LikeTexts.Count == 0)
            throw new ArgumentException("A request for similar papers needs at least one example.", nameof(request));
        var likes = await FindAsync(request.LikeIds, cancellationToken);
        var unlikes = await FindAsync(request.UnlikeIds, cancellationToken);
        var text = request.Text.Length == 0 ? null : QueryText.Parse(request.Text);
        var words = likes.Select(stored => $"{stored.Paper.Title} {stored.Paper.Abstract}").Concat(request.LikeTexts).Append(text?.Meaning ?? "");
        var query = new EncodedQuery
        {
            Text = text,
            Terms = request.EffectiveMode == SearchMode.Semantic ? SparseVector.Empty : TermEncoder.EncodeQuery(string.Join(' ', words)),
            LikeIds = [.. likes.Select(stored => stored.Paper.Id)],
            UnlikeIds = [.. unlikes.Select(stored => stored.Paper.Id)],
            IsQuestion = false,
        };
        if (request.EffectiveMode == SearchMode.Lexical)
            return query;
        var likeTexts = await EmbedAsync([.. request.LikeTexts.Select(like => model.PassageText("", like)), .. Question(text)], cancellationToken);
        var unlikeTexts = await EmbedAsync([.. request.UnlikeTexts.Select(unlike => model.PassageText("", unlike))], cancellationToken);
        var liked = Unit(Sum([.. likes.Select(stored => stored.Vector), .. likeTexts.Select(like => like.Vector)]));
        query = query with { Vector = liked, Length = likeTexts.Count == 1 ? LengthOf(likeTexts[0]) : null };
        return unlikes.Count + unlikeTexts.Count == 0
            ? query
            : query with { Liked = liked, Vector = Away(liked, Unit(Sum([.. unlikes.Select(stored => stored.Vector), .. unlikeTexts.Select(unlike => unlike.Vector)]))) };
    }

    private IEnumerable<string> Question(QueryText? text) => text is { Meaning.Length: > 0 } ? [model.QueryText(text.Meaning)] : [];

    private async Task<IReadOnlyList<Embedding<float>>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        texts.Count == 0 ? [] : await Telemetry.Embed.RunAsync(() => embedder.GenerateAsync(texts, cancellationToken: cancellationToken));

    private async Task<IReadOnlyList<StoredPaper>> FindAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        var found = await store.FindAsync(ids, cancellationToken);
        for (var i = 0; i < ids.Count; i++)
            if (found[i] is null)
                throw new PaperNotFoundException(ids[i]);
        return found!;
    }

    private static float[] Sum(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var sum = new float[vectors[0].Length];
        foreach (var vector in vectors)
            TensorPrimitives.Add(sum, vector.Span, sum);
        return sum;
    }

    private static float[] Unit(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static float[] Away(float[] liked, float[] unliked)
    {
        var away = new float[liked.Length];
        TensorPrimitives.MultiplyAdd(unliked, -UnlikeWeight, liked, away);
        return Unit(away);
    }

    private static QueryLength? LengthOf(Embedding<float> embedding) =>
        embedding.TokenCount > 0 ? new QueryLength(embedding.TokenCount, embedding.Truncated) : null;
}
