using System.IO.Compression;
using System.Text.Json;
using SemanticSearch.Terms;

namespace SemanticSearch.Benchmarks;

/// <summary>Abstracts with their terms, and questions for them.</summary>
internal sealed class LexicalCorpus
{
    private readonly Dictionary<uint, List<(int Row, float Weight)>> _matches = [];

    private LexicalCorpus(List<(string Title, string Abstract)> papers, SparseVector[] terms) => (Papers, Terms) = (papers, terms);

    public List<(string Title, string Abstract)> Papers { get; }

    public SparseVector[] Terms { get; }

    public static LexicalCorpus Read(string path, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var papers = new List<(string, string)>();
        while (reader.ReadLine() is { } line)
        {
            using var paper = JsonDocument.Parse(line);
            papers.Add((paper.RootElement.GetProperty("title").GetString()!, paper.RootElement.GetProperty("abstract").GetString()!));
        }
        var terms = new SparseVector[papers.Count];
        Parallel.For(0, papers.Count, new ParallelOptions { CancellationToken = cancellationToken }, row =>
            terms[row] = TermEncoder.EncodePassage(papers[row].Item1, papers[row].Item2));
        return new LexicalCorpus(papers, terms);
    }

    /// <summary>That many distinct plain words of each of some titles, as they stand there.</summary>
    public List<string[]> Questions(int count, int words, int seed)
    {
        var random = new Random(seed);
        var questions = new List<string[]>();
        while (questions.Count < count)
        {
            var title = Papers[random.Next(Papers.Count)].Title;
            var plain = title.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word.Length > 1 && word.All(char.IsAsciiLetter) && !StopWords.Contains(word))
                .Distinct().Take(words).ToArray();
            if (plain.Length == words)
                questions.Add(plain);
        }
        return questions;
    }

    /// <summary>The best rows by exact score, from a scan of all rows.</summary>
    public List<(int Row, float Score)> Best(IReadOnlyList<(uint Term, float Factor)> query, int depth)
    {
        var scores = new float[Terms.Length];
        foreach (var (term, factor) in query)
            foreach (var (row, weight) in Matches(term))
                scores[row] += factor * weight;
        return [.. scores.Select((score, row) => (row, score)).Where(hit => hit.score > 0)
            .OrderByDescending(hit => hit.score).ThenBy(hit => hit.row).Take(depth)];
    }

    private List<(int Row, float Weight)> Matches(uint term)
    {
        if (_matches.TryGetValue(term, out var matches))
            return matches;
        matches = [];
        for (var row = 0; row < Terms.Length; row++)
            if (Array.BinarySearch(Terms[row].Indices, term) is >= 0 and var at)
                matches.Add((row, Terms[row].Values[at]));
        return _matches[term] = matches;
    }
}
