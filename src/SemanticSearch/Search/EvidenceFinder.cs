using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Search;

/// <summary>
/// Finds the sentence of each hit that is nearest to the query. The vectors of its sentences are made when a paper is first shown, or before,
/// and kept for the next time.
/// </summary>
internal sealed class EvidenceFinder(EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder, SentenceFile? file)
{
    /// <summary>Longer abstracts are not looked through to their end.</summary>
    private const int MostSentences = 24;

    private readonly RecentValues<string, SentenceVectors> _vectors = new(2_048);

    /// <summary>The hits with their evidence.</summary>
    public async Task<List<SearchHit>> AddAsync(IReadOnlyList<SearchHit> hits, EncodedQuery query, CancellationToken cancellationToken)
    {
        var words = query.Text is { } text ? TermEncoder.EncodeQuery(text.Meaning) : SparseVector.Empty;
        var found = new SearchHit[hits.Count];
        await Parallel.ForAsync(0, hits.Count, cancellationToken, async (i, token) =>
            found[i] = hits[i] with { Evidence = await FindAsync(hits[i].Paper, query, words, token) });
        return [.. found];
    }

    /// <summary>Whether the vectors of a paper's sentences are still to be made.</summary>
    public bool Needs(Paper paper) => file is not null && paper.Abstract.Length > 0 && !file.Has(paper.Abstract);

    /// <summary>Makes the vectors of a paper's sentences one after the other, so that a question finds a processor in between.</summary>
    public async Task PrepareAsync(Paper paper, CancellationToken cancellationToken)
    {
        var embedded = new List<Embedding<float>>();
        foreach (var sentence in SentencesOf(paper))
            embedded.AddRange(await embedder.GenerateAsync([PassageOf(sentence, paper.Abstract)], cancellationToken: cancellationToken));
        if (embedded.Count > 0)
            Keep(paper.Abstract, embedded);
    }

    private async Task<Evidence> FindAsync(Paper paper, EncodedQuery query, SparseVector words, CancellationToken cancellationToken)
    {
        var sentences = SentencesOf(paper);
        var (title, matches) = (TermEncoder.Occurrences(paper.Title, words), TermEncoder.Occurrences(paper.Abstract, words));
        var (titleRanges, ranges) = (title.ConvertAll(ToRange), matches.ConvertAll(ToRange));
        if (sentences.Count == 0)
            return new Evidence(null, null, titleRanges, ranges);
        if (query.Vector.IsEmpty)
            return new Evidence(WithMostWords(sentences, paper.Abstract, words), null, titleRanges, ranges);
        var vectors = await VectorsAsync(paper.Abstract, sentences, cancellationToken);
        var similarities = vectors.Similarities(query.Vector.Span);
        var best = TensorPrimitives.IndexOfMax<float>(similarities);
        return new Evidence(sentences[best], similarities[best], titleRanges, ranges);
    }

    private async Task<SentenceVectors> VectorsAsync(string text, List<TextRange> sentences, CancellationToken cancellationToken)
    {
        if (_vectors.Find(text) is { } recent)
            return recent;
        var vectors = file?.Find(text, sentences.Count) ?? await MakeAsync(text, sentences, cancellationToken);
        _vectors.Add(text, vectors);
        return vectors;
    }

    private async Task<SentenceVectors> MakeAsync(string text, List<TextRange> sentences, CancellationToken cancellationToken)
    {
        var embedded = await embedder.GenerateAsync(sentences.Select(sentence => PassageOf(sentence, text)), cancellationToken: cancellationToken);
        return Keep(text, embedded);
    }

    private SentenceVectors Keep(string text, IEnumerable<Embedding<float>> embedded)
    {
        var vectors = SentenceVectors.Of([.. embedded.Select(sentence => sentence.Vector)]);
        file?.Add(text, vectors);
        return vectors;
    }

    private string PassageOf(TextRange sentence, string text) => model.PassageText("", sentence.Of(text));

    private static List<TextRange> SentencesOf(Paper paper) => [.. Sentences.Of(paper.Abstract).Take(MostSentences)];

    private static TextRange? WithMostWords(List<TextRange> sentences, string text, SparseVector words)
    {
        var best = sentences.MaxBy(sentence => TermEncoder.EncodeQuery(sentence.Of(text)).Indices.Count(term => Array.BinarySearch(words.Indices, term) >= 0));
        return TermEncoder.Occurrences(best.Of(text), words).Count > 0 ? best : null;
    }

    private static TextRange ToRange((int Start, int Length) word) => new(word.Start, word.Start + word.Length);
}
