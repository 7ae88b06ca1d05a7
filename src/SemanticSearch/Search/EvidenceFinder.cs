using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Search;

/// <summary>
/// Finds the sentence of each hit that is nearest to the query. The vectors of its sentences are made when a paper is first shown, and
/// remembered for the next time.
/// </summary>
internal sealed class EvidenceFinder(EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    /// <summary>Longer abstracts are not looked through to their end.</summary>
    private const int MostSentences = 24;

    private readonly RecentValues<string, IReadOnlyList<ReadOnlyMemory<float>>> _vectors = new(2_048);

    /// <summary>The hits with their evidence.</summary>
    public async Task<List<SearchHit>> AddAsync(IReadOnlyList<SearchHit> hits, EncodedQuery query, CancellationToken cancellationToken)
    {
        var words = query.Text is { } text ? TermEncoder.EncodeQuery(text.Meaning) : SparseVector.Empty;
        var found = new SearchHit[hits.Count];
        await Parallel.ForAsync(0, hits.Count, cancellationToken, async (i, token) =>
            found[i] = hits[i] with { Evidence = await FindAsync(hits[i].Paper, query, words, token) });
        return [.. found];
    }

    private async Task<Evidence> FindAsync(Paper paper, EncodedQuery query, SparseVector words, CancellationToken cancellationToken)
    {
        var sentences = Sentences.Of(paper.Abstract).Take(MostSentences).ToList();
        var (title, matches) = (TermEncoder.Occurrences(paper.Title, words), TermEncoder.Occurrences(paper.Abstract, words));
        var (titleRanges, ranges) = (title.ConvertAll(ToRange), matches.ConvertAll(ToRange));
        if (sentences.Count == 0)
            return new Evidence(null, null, titleRanges, ranges);
        if (query.Vector.IsEmpty)
            return new Evidence(WithMostWords(sentences, paper.Abstract, words), null, titleRanges, ranges);
        var vectors = await VectorsAsync(paper.Abstract, sentences, cancellationToken);
        var similarities = vectors.Select(vector => TensorPrimitives.Dot(vector.Span, query.Vector.Span)).ToArray();
        var best = TensorPrimitives.IndexOfMax<float>(similarities);
        return new Evidence(sentences[best], similarities[best], titleRanges, ranges);
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>> VectorsAsync(string text, List<TextRange> sentences, CancellationToken cancellationToken)
    {
        if (_vectors.Find(text) is { } known)
            return known;
        var embedded = await embedder.GenerateAsync(sentences.Select(sentence => model.PassageText("", sentence.Of(text))), cancellationToken: cancellationToken);
        IReadOnlyList<ReadOnlyMemory<float>> vectors = [.. embedded.Select(sentence => sentence.Vector)];
        _vectors.Add(text, vectors);
        return vectors;
    }

    private static TextRange? WithMostWords(List<TextRange> sentences, string text, SparseVector words)
    {
        var best = sentences.MaxBy(sentence => TermEncoder.EncodeQuery(sentence.Of(text)).Indices.Count(term => Array.BinarySearch(words.Indices, term) >= 0));
        return TermEncoder.Occurrences(best.Of(text), words).Count > 0 ? best : null;
    }

    private static TextRange ToRange((int Start, int Length) word) => new(word.Start, word.Start + word.Length);
}
