using System.IO.Hashing;
using System.Runtime.InteropServices;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Topics.Graphs;
using SemanticSearch.Topics.Words;

namespace SemanticSearch.Topics;

/// <summary>
/// What topics are built of: every paper's id, date and votes, and the vectors and words of all of them or, where they are too many, of a
/// sample. A paper is in the sample or not by a hash of its id, so the same papers are drawn whatever the order of the store.
/// </summary>
internal sealed class TopicCorpus
{
    private TopicCorpus(PaperColumns papers, int[] sample, VectorTable vectors, WordTable words, PlacedWord[][] placed) =>
        (Papers, Sample, Vectors, Words, Placed) = (papers, sample, vectors, words, placed);

    /// <summary>The papers in the order of their ids; topics, fits and places are still empty.</summary>
    public PaperColumns Papers { get; }

    /// <summary>The rows of the sampled papers, ascending.</summary>
    public int[] Sample { get; }

    public bool IsWhole => Sample.Length == Papers.Count;

    /// <summary>The vectors of the sample.</summary>
    public VectorTable Vectors { get; }

    public WordTable Words { get; }

    /// <summary>The words of the sample's titles and abstracts.</summary>
    public PlacedWord[][] Placed { get; }

    /// <summary>Reads the papers of a store.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="dimensions">The length of their vectors.</param>
    /// <param name="sampleLimit">How many papers the sample has, about.</param>
    /// <param name="progress">Told how many papers were read.</param>
    public static async Task<TopicCorpus> ReadAsync(IPaperStore store, int dimensions, int sampleLimit, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var expected = (await store.StatisticsAsync(cancellationToken)).Papers;
        var threshold = expected <= sampleLimit ? ulong.MaxValue : (ulong)(ulong.MaxValue * ((double)sampleLimit / expected));
        var reader = new Reader();
        await foreach (var stored in store.ScanAsync(cancellationToken))
        {
            reader.Add(stored, isSampled: HashOf(stored.Paper.Id) <= threshold);
            progress?.Report(reader.Count);
        }
        return reader.ToCorpus(dimensions);
    }

    /// <summary>A number that depends on the id alone.</summary>
    private static ulong HashOf(PaperId id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.Key.AsSpan()));

    private sealed class Reader
    {
        private readonly List<(PaperId Id, int Day, int Upvotes, int Sampled)> _papers = [];
        private readonly List<float[]> _vectors = [];
        private readonly List<PlacedWord[]> _placed = [];
        private readonly WordTable _words = new();
        private readonly WordReader _reader;

        public Reader() => _reader = new WordReader(_words);

        public int Count => _papers.Count;

        public void Add(StoredPaper stored, bool isSampled)
        {
            var paper = stored.Paper;
            _papers.Add((paper.Id, paper.Date?.DayNumber ?? -1, paper.Upvotes ?? -1, isSampled ? _vectors.Count : -1));
            if (!isSampled)
                return;
            _vectors.Add(stored.Vector);
            _placed.Add(_reader.Read(paper.Title, paper.Abstract));
        }

        public TopicCorpus ToCorpus(int dimensions)
        {
            // A scan may tell a paper twice that was replaced meanwhile; the later one counts.
            var papers = Distinct();
            var columns = PaperColumns.For([.. papers.Select(paper => paper.Id)]);
            var sample = Enumerable.Range(0, papers.Length).Where(row => papers[row].Sampled >= 0).ToArray();
            var vectors = new VectorTable(new float[sample.Length * dimensions], dimensions);
            var placed = new PlacedWord[sample.Length][];
            for (var row = 0; row < papers.Length; row++)
                (columns.Days[row], columns.Upvotes[row]) = (papers[row].Day, papers[row].Upvotes);
            for (var i = 0; i < sample.Length; i++)
            {
                var read = papers[sample[i]].Sampled;
                _vectors[read].CopyTo(vectors.Writable(i));
                placed[i] = _placed[read];
                // From here on the table has it; a large sample is not kept twice.
                _vectors[read] = [];
            }
            return new TopicCorpus(columns, sample, vectors, _words, placed);
        }

        private (PaperId Id, int Day, int Upvotes, int Sampled)[] Distinct()
        {
            var last = new Dictionary<PaperId, int>(_papers.Count);
            for (var i = 0; i < _papers.Count; i++)
                last[_papers[i].Id] = i;
            return [.. last.Values.Select(i => _papers[i]).OrderBy(paper => paper.Id.Key, StringComparer.Ordinal)];
        }
    }
}
