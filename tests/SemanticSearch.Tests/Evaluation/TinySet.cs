namespace SemanticSearch.Tests.Evaluation;

/// <summary>A judged set that a test writes: four papers, one of them without a text, two questions and a query by example.</summary>
internal sealed class TinySet : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinySet()
    {
        Directory.CreateDirectory(_folder["tiny/qrels"]);
        Write("corpus.jsonl",
            """{"_id": "reef", "title": "Heat tolerance of corals", "text": "Reef corals that host other algae survive warmer water."}""",
            """{"_id": "bleach", "title": "Bleaching after a marine heatwave", "text": "Corals lost their algae when the sea stayed warm."}""",
            """{"_id": "star", "title": "A dim companion star", "text": "Radial velocities reveal a faint star around a bright one."}""",
            """{"_id": "lost", "title": "", "text": ""}""");
        Write("queries.jsonl",
            """{"_id": "q1", "text": "how do corals survive heat"}""",
            """{"_id": "q2", "text": "faint stars", "split": "test"}""",
            """{"_id": "q3", "text": "anything", "doc_id": "reef"}""",
            """{"_id": "q4", "text": "a question that nobody judged"}""");
        Write("qrels/test.tsv", "query-id\tcorpus-id\tscore", "q1\treef\t2", "q1\tbleach\t1", "q2\tstar\t1", "q2\tlost\t0", "q3\tbleach\t1", "q3\treef\t3");
    }

    public string Folder => _folder["tiny"];

    public string this[string name] => Path.Combine(Folder, name);

    public void Write(string name, params string[] lines) => File.WriteAllLines(this[name], lines);

    public void Dispose() => _folder.Dispose();
}
