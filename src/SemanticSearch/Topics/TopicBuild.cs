using System.Numerics.Tensors;
using SemanticSearch.Storage;
using SemanticSearch.Topics.Maps;
using SemanticSearch.Topics.Words;

namespace SemanticSearch.Topics;

/// <summary>One build on its way from papers with neighbours to a model.</summary>
/// <param name="corpus">The papers.</param>
/// <param name="options">How to build.</param>
/// <param name="before">The model of the last build; null for the first.</param>
/// <param name="report">Told how far it is.</param>
/// <param name="indexVersion">The state of the store that the papers are of.</param>
internal sealed class TopicBuild(TopicCorpus corpus, TopicBuildOptions options, TopicModel? before, ProgressReport report, string indexVersion)
{
    private readonly int _width = ClusterOptions.Neighbours(corpus.Sample.Length);
    private readonly int[] _leaves = new int[corpus.Papers.Count];
    private PaperSpace _space = null!;
    private TopicTree _tree = null!;
    private SampleNeighbours _near = null!;

    /// <summary>Divides the sample and lays it out.</summary>
    public void Divide(CancellationToken cancellationToken)
    {
        report.Say("finding neighbours");
        _space = PaperSpace.Build(corpus.Vectors, _width, cancellationToken);
        report.Say("dividing papers into topics");
        var known = new TopicsBefore(options.Afresh ? null : before, corpus.Papers);
        var clusters = options.Clusters(known.IsUnchanged(indexVersion, options.Resolution));
        _tree = TopicTree.Build(_space.Graph, _space.Centred, clusters, level => known.Start(level, corpus.Sample, _space.Neighbours), cancellationToken);
        if (_tree.Count == 0)
            return;
        var points = TopicMap.Build(_space, report.Share("laying out the map"), cancellationToken);
        for (var i = 0; i < corpus.Sample.Length; i++)
        {
            var row = corpus.Sample[i];
            _leaves[row] = _tree.Leaves[i];
            corpus.Papers.Places[row] = points[i];
            corpus.Papers.Fits[row] = TopicVotes.Fit(TopicOf(_tree.Leaves[i]), Topics(_space.Neighbours[i]));
        }
        _near = new SampleNeighbours(_space.Directions, Array.ConvertAll(_tree.Leaves, TopicOf), _tree.Count);
    }

    /// <summary>Gives a paper that is not of the sample a topic and a place. May be called from several threads.</summary>
    public void Assign(int row, float[] vector)
    {
        var near = _near.Find(_space.DirectionOf(vector), _width);
        _leaves[row] = TopicVotes.Elect(Array.ConvertAll(near, i => _tree.Leaves[i])).Topic;
        corpus.Papers.Fits[row] = TopicVotes.Fit(TopicOf(_leaves[row]), Topics(near));
        corpus.Papers.Places[row] = TopicVotes.Place(Array.ConvertAll(near, i => corpus.Papers.Places[corpus.Sample[i]]));
    }

    /// <summary>Labels the topics, finds which of them were there before, and makes the model.</summary>
    public TopicModel Finish(StoreManifest manifest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        report.Say("labelling topics");
        var labels = Label(cancellationToken);
        var (ids, events, next) = new TopicsBefore(before, corpus.Papers).Identify(_tree, _leaves, Array.ConvertAll(labels, label => label.Text));
        for (var row = 0; row < _leaves.Length; row++)
            corpus.Papers.Topics[row] = ids[_leaves[row]];
        var members = Members();
        var topics = Enumerable.Range(0, _tree.Count).Select(node => Describe(node, ids, labels[node], members[node])).ToList();
        var origin = new TopicModelOrigin
        {
            Manifest = manifest,
            IndexVersion = indexVersion,
            Build = (before?.Origin.Build ?? 0) + 1,
            BuiltAt = now,
            BuiltVersion = indexVersion,
            Resolution = options.Resolution,
            BuiltPapers = corpus.Papers.Count,
            BuiltFit = corpus.Papers.Count == 0 ? 0 : Math.Round(corpus.Papers.Fits.Average(), 4),
            NextId = next,
        };
        return new TopicModel(origin, TopicSummaries.Refresh(topics, corpus.Papers), [.. before?.History ?? [], .. events], corpus.Papers);
    }

    private int TopicOf(int node) => _tree.At(node, TopicLevel.Topic);

    private int[] Topics(ReadOnlySpan<int> rows)
    {
        var topics = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            topics[i] = TopicOf(_tree.Leaves[rows[i]]);
        return topics;
    }

    /// <summary>The sampled papers of each node, those of the nodes within it included.</summary>
    private int[][] Members()
    {
        var members = Enumerable.Range(0, _tree.Count).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < _tree.Leaves.Length; i++)
            for (var node = _tree.Leaves[i]; node >= 0; node = _tree.Parents[node])
                members[node].Add(i);
        return [.. members.Select(rows => rows.ToArray())];
    }

    private TopicLabel[] Label(CancellationToken cancellationToken)
    {
        var words = new TopicWords(corpus.Words, corpus.Placed, cancellationToken);
        var (labels, members, taken) = (new TopicLabel[_tree.Count], Members(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var levels = Array.ConvertAll(Enum.GetValues<TopicLevel>(), _tree.Nodes);
        var described = words.Describe(Array.ConvertAll(levels, nodes => Array.ConvertAll(nodes, node => members[node])), cancellationToken);
        for (var level = 0; level < levels.Length; level++)
            for (var i = 0; i < levels[level].Length; i++)
                labels[levels[level][i]] = described[level][i].Unlike(taken);
        return labels;
    }

    private Topic Describe(int node, int[] ids, TopicLabel label, int[] members) => new()
    {
        Id = ids[node],
        Level = _tree.Levels[node],
        Parent = _tree.Parents[node] < 0 ? null : ids[_tree.Parents[node]],
        Label = label.Text,
        Phrases = label.Phrases,
        Papers = members.Length,
        MeanFit = 0,
        Place = TopicMap.Middle(Array.ConvertAll(members, i => corpus.Papers.Places[corpus.Sample[i]])),
        Exemplars = new TopicExemplars([.. Central(members).Select(i => corpus.Papers.Ids[corpus.Sample[i]])], [], []),
    };

    /// <summary>The papers nearest to the middle of their topic, those first that fit.</summary>
    private IEnumerable<int> Central(int[] members)
    {
        var centre = new float[_space.Centred.Dimensions];
        foreach (var i in members)
            TensorPrimitives.Add(centre, _space.Centred[i], centre);
        return members
            .OrderByDescending(i => corpus.Papers.Fits[corpus.Sample[i]] >= TopicSummaries.ShowingFit)
            .ThenByDescending(i => TensorPrimitives.Dot(centre, _space.Centred[i])).ThenBy(i => i)
            .Take(TopicSummaries.Exemplars);
    }
}
