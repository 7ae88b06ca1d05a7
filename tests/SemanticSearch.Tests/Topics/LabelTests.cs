using SemanticSearch.Topics.Words;

namespace SemanticSearch.Tests.Topics;

/// <summary>From titles and abstracts to the words that topics are called by.</summary>
public class LabelTests
{
    [Theory]
    [InlineData(@"The Schr\""odinger equation", "The Schrödinger equation")]
    [InlineData(@"Poincar\'{e} and K\""{a}hler", "Poincaré and Kähler")]
    [InlineData(@"Erd\H{o}s, Fa\`a di Bruno, \v{C}ech", "Erdős, Faà di Bruno, Čech")]
    [InlineData(@"a \emph{new} bound", "a  new bound")]
    [InlineData("no TeX at all", "no TeX at all")]
    public void Tex_becomes_prose(string tex, string prose) => Assert.Equal(prose, TexText.Plain(tex));

    [Fact]
    public void Formulas_and_addresses_leave_a_gap_that_no_phrase_crosses()
    {
        var (table, placed) = Read("coupling $g^2 = 4$ constant, see https://example.org/x?y=1 for code");
        Assert.DoesNotContain(placed, word => table.Surface(word.Number) is "g" or "https" or "example");
        Assert.Equal(WordJoin.None, placed.Single(word => table.Surface(word.Number) == "constant").Join);
    }

    [Fact]
    public void Words_keep_their_capitals_their_hyphens_and_their_possessives()
    {
        var (table, placed) = Read("X-ray and spin-down of Newton's law; p-adic, 5G (DFT)");
        Assert.Equal(["X-ray", "and", "spin", "down", "of", "Newton's", "law", "p-adic", "5G", "DFT"], placed.Select(word => table.Surface(word.Number)));
        Assert.Equal(WordJoin.Hyphen, placed[3].Join);
        Assert.Equal(WordJoin.None, placed[7].Join);
    }

    [Theory]
    [InlineData("networks", "Network")]
    [InlineData("galaxies", "galaxy")]
    [InlineData("classes", "class")]
    [InlineData("Newton's", "newton")]
    [InlineData("vertexes", "vertex")]
    [InlineData("matrices", "matrix")]
    public void Plurals_and_capitals_share_a_key(string a, string b)
    {
        var table = new WordTable();
        Assert.Equal(table.Key(table.Number(a)), table.Key(table.Number(b)));
    }

    [Theory]
    [InlineData("physics", "physic")]
    [InlineData("analysis", "analysi")]
    [InlineData("virus", "viru")]
    [InlineData("gas", "ga")]
    public void An_s_that_is_no_plural_stays(string word, string other)
    {
        var table = new WordTable();
        Assert.NotEqual(table.Key(table.Number(word)), table.Key(table.Number(other)));
    }

    [Fact]
    public void Topics_are_told_by_their_own_phrases_as_papers_write_them()
    {
        var labels = Describe(120);
        var all = labels.SelectMany(label => label.Phrases).ToList();
        Assert.Contains("coral reef", labels[0].Phrases);
        Assert.Contains("neutron stars", labels[1].Phrases);
        Assert.Contains("X-ray", labels[1].Phrases);
        Assert.Contains("Weyl group", labels[2].Phrases);
        Assert.Contains("Black-Scholes", labels[3].Phrases);
        Assert.DoesNotContain(all, phrase => phrase.Split(' ', '-').Any(word => word.ToLowerInvariant() is "paper" or "propose" or "results" or "method" or "we"));
        // "mantle" is only ever a piece of "mantle plume".
        Assert.DoesNotContain("mantle", all);
    }

    [Fact]
    public void No_two_topics_share_their_first_three_phrases_and_labels_are_short()
    {
        var labels = Describe(120);
        var first = labels.SelectMany(label => label.Phrases.Take(LabelChoice.First)).ToList();
        Assert.Equal(first.Count, first.Distinct().Count());
        Assert.All(labels, label => Assert.InRange(label.Text.Split(' ', '-').Length, 1, 6));
    }

    [Fact]
    public void A_phrase_that_two_topics_share_goes_to_the_one_that_it_tells_better()
    {
        string[] texts =
        [
            .. Enumerable.Repeat("dark matter. galaxy halo", 10), .. Enumerable.Repeat("dark matter. xenon recoil detector", 7), .. Enumerable.Repeat("liquid xenon recoil detector", 3),
            .. Enumerable.Repeat("coral bleaching reef", 20),
        ];
        var labels = Describe(texts, [0, 1, 2], [10, 10, 20]);
        Assert.Contains("dark matter", labels[0].Phrases.Take(LabelChoice.First));
        Assert.DoesNotContain("dark matter", labels[1].Phrases.Take(LabelChoice.First));
    }

    [Fact]
    public void A_label_does_not_say_a_word_twice()
    {
        string[] texts = [.. Enumerable.Repeat("turbulence. turbulent. eddy", 9), "turbulence", .. Enumerable.Repeat("coral", 10)];
        Assert.Single(Describe(texts, [0, 1], [10, 10])[0].Phrases.Take(2), phrase => phrase.StartsWith("turbulen", StringComparison.Ordinal));
    }

    [Fact]
    public void Topics_without_a_word_in_common_still_have_a_label()
    {
        Assert.Equal(TopicLabel.Unnamed, Describe(["$x$", "we show that"], [0], [2])[0].Text);
        Assert.NotEqual("", Describe(["sparse attention", "sparse attention"], [0], [2])[0].Text);
    }

    [Fact]
    public void A_label_that_is_taken_says_more()
    {
        var taken = new HashSet<string>();
        var label = new TopicLabel("coral, reef", ["coral", "reef", "heat stress"]);
        Assert.Equal(["coral, reef", "coral, reef, heat stress", "coral, reef (2)", "coral, reef (3)"], Enumerable.Range(0, 4).Select(_ => label.Unlike(taken).Text));
    }

    private static TopicLabel[] Describe(int count)
    {
        var table = new WordTable();
        var reader = new WordReader(table);
        var placed = TopicCorpusPapers.Papers(0, count).Select(paper => reader.Read(paper.Paper.Title, paper.Paper.Abstract)).ToArray();
        var members = Enumerable.Range(0, count).GroupBy(TopicCorpusPapers.SubjectOf).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
        return new TopicWords(table, placed, TestContext.Current.CancellationToken).Describe(members, TestContext.Current.CancellationToken);
    }

    private static TopicLabel[] Describe(string[] texts, int[] topics, int[] sizes)
    {
        var table = new WordTable();
        var reader = new WordReader(table);
        var placed = texts.Select(text => reader.Read("", text)).ToArray();
        var starts = topics.Select(topic => sizes[..topic].Sum());
        var members = topics.Zip(starts).Select(pair => Enumerable.Range(pair.Second, sizes[pair.First]).ToArray()).ToArray();
        return new TopicWords(table, placed, TestContext.Current.CancellationToken).Describe(members, TestContext.Current.CancellationToken);
    }

    private static (WordTable Table, PlacedWord[] Placed) Read(string text)
    {
        var table = new WordTable();
        return (table, new WordReader(table).Read("", text));
    }
}
