using SemanticSearch.Papers;
using SemanticSearch.Versions;

namespace SemanticSearch.Tests.Versions;

/// <summary>The rules by which records are of one paper.</summary>
public sealed class RecordTraitsTests
{
    private const string Long = "Sparse attention for long documents";

    [Theory]
    [InlineData("bio:4711v1", "bio:4711v2", true)]
    [InlineData("bio:4711", "bio:4711V12", true)]
    [InlineData("10.26434/chemrxiv-2022-xyz", "10.26434/chemrxiv-2022-xyz-v2", true)]
    [InlineData("10.21203/rs.3.rs-12345/v1", "10.21203/rs.3.rs-12345/v2", true)]
    [InlineData("report_a.v1", "report_a", true)]
    [InlineData("bio:4711v1", "bio:4712v1", false)]
    [InlineData("bio:4711v1", "bio:4711v1000", false)]
    [InlineData("dev1", "dev2", false)]
    [InlineData("v1", "v2", false)]
    [InlineData("set:v1", "set:v2", false)]
    public void An_id_without_the_version_at_its_end_says_it_all(string one, string other, bool isSame)
    {
        var (a, b) = (Traits(one, "Tides of a lake", "Ice."), Traits(other, "Hens in winter", "Straw."));
        Assert.Equal(isSame ? -1 : null, a.LeastSimilarity(b));
        Assert.Equal(isSame, a.SharesMark(b));
    }

    [Theory]
    [InlineData(Long, "Sparse Attention, for Long Documents.", 0.9f)]
    [InlineData(Long, "Documents: long for sparse attention", 0.9f)]
    [InlineData(Long, "Sparse attention for very long documents", 0.97f)]
    [InlineData(Long, "On sparse attention for long documents", 0.97f)]
    [InlineData("Coral reefs survive", "Coral reefs survive heat", 0.97f)]
    [InlineData("Café ﬁnd", "CAFÉ FIND", 0.9f)]
    [InlineData(Long, "Sparse attention for short books", null)]
    [InlineData("", "", null)]
    [InlineData("...", "!?", null)]
    public void Titles_tell_how_near_the_vectors_must_be(string one, string other, float? least)
    {
        var (a, b) = (Traits("a:1", one, "Abstract."), Traits("a:2", other, "Another."));
        Assert.Equal(least, a.LeastSimilarity(b));
        Assert.Equal(least, b.LeastSimilarity(a));
        Assert.True(least is null || a.SharesMark(b));
    }

    [Fact]
    public void A_short_title_without_an_abstract_tells_nothing()
    {
        Assert.Null(Traits("a:1", "Editorial", "").LeastSimilarity(Traits("a:2", "Editorial", "")));
        Assert.False(Traits("a:1", "Editorial", "").SharesMark(Traits("a:2", "Editorial", "")));
        Assert.NotNull(Traits("a:1", "Editorial", "Welcome.").LeastSimilarity(Traits("a:2", "Editorial", "Welcome.")));
        Assert.NotNull(Traits("a:1", "A letter home", "").LeastSimilarity(Traits("a:2", "A letter home", "")));
    }

    [Fact]
    public void Groups_join_what_is_joined_by_others_and_their_stamp_is_that_of_their_content()
    {
        var (a, b, c, d, e) = (Id("a:1"), Id("b:2"), Id("c:3"), Id("d:4"), Id("e:5"));
        var book = new VersionBook([(b, a), (d, c), (c, b)]);
        Assert.Equal([b, c, d], book.OthersOf(a));
        Assert.Equal([a, b, d], book.OthersOf(c));
        Assert.Null(book.GroupOf(e));
        Assert.Empty(book.OthersOf(e));
        Assert.Equal(book.Stamp, new VersionBook([(d, a), (c, d), (b, d), (b, a)]).Stamp);
        Assert.NotEqual(book.Stamp, new VersionBook([(b, a), (d, c)]).Stamp);
        Assert.NotEqual(book.Stamp, VersionBook.Empty.Stamp);
        Assert.Equal(VersionBook.Empty.Stamp, new VersionBook([]).Stamp);
    }

    private static PaperId Id(string text) => PaperId.Parse(text);

    private static RecordTraits Traits(string id, string title, string text) => RecordTraits.Of(new Paper { Id = Id(id), Title = title, Abstract = text });
}
