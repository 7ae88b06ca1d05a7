using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests.Embeddings;

[Collection(MeasuredAlone.Name)]
public sealed class SentenceTokenizerTests
{
    private static readonly SentenceTokenizer Tokenizer = new(RealModel.Model);

    [Fact]
    public void Every_golden_text_has_the_ids_of_the_reference()
    {
        Assert.Equal(311, GoldenTexts.Tokens.Count);
        Assert.All(GoldenTexts.Tokens, golden => Assert.Equal(golden.Ids, Tokenizer.Tokenize(golden.Text).Ids));
    }

    [Fact]
    public void Every_arxiv_abstract_has_the_ids_of_the_reference()
    {
        var hashes = File.ReadLines(Repository.SharedOrSkip("models", "bge-small-en-v1.5-int8", "arxiv-1k-token-hashes.tsv"))
            .ToDictionary(line => line.Split('\t')[0], line => line.Split('\t')[1..]);
        var others = new List<string>();
        var papers = 0;
        foreach (var line in File.ReadLines(Repository.SharedOrSkip("data", "arxiv-1k.jsonl")))
        {
            using var paper = JsonDocument.Parse(line);
            string Field(string name) => paper.RootElement.GetProperty(name).GetString()!;
            var ids = Tokenizer.Tokenize(RealModel.Model.PassageText(Field("title"), Field("abstract"))).Ids;
            if (!hashes[Field("id")].SequenceEqual([$"{ids.Length}", HashOf(ids)]))
                others.Add(Field("id"));
            papers++;
        }
        Assert.Equal(1000, papers);
        Assert.Empty(others);
    }

    [Theory]
    [InlineData(509, false)]
    [InlineData(510, false)]
    [InlineData(511, true)]
    [InlineData(5000, true)]
    public void A_text_is_cut_at_the_limit_and_says_so(int words, bool truncated)
    {
        var tokens = Tokenizer.Tokenize(string.Join(' ', Enumerable.Repeat("field", words)));
        Assert.Equal(truncated, tokens.Truncated);
        Assert.Equal(Math.Min(words + 2, 512), tokens.Ids.Length);
        Assert.Equal((101, 102), (tokens.Ids[0], tokens.Ids[^1]));
        Assert.All(tokens.Ids[1..^1], id => Assert.Equal(tokens.Ids[1], id));
    }

    [Fact]
    public void The_cut_may_fall_inside_of_a_word()
    {
        var pieces = Tokenizer.Tokenize("electroencephalographically").Ids[1..^1];
        Assert.True(pieces.Length > 2);
        var tokens = Tokenizer.Tokenize(string.Concat(Enumerable.Repeat("field ", 509)) + "electroencephalographically");
        Assert.True(tokens.Truncated);
        Assert.Equal(512, tokens.Ids.Length);
        Assert.Equal([pieces[0], 102], tokens.Ids[^2..]);
    }

    [Fact]
    public void What_leaves_no_token_does_not_count_as_cut()
    {
        var full = string.Concat(Enumerable.Repeat("field ", 510));
        Assert.False(Tokenizer.Tokenize(full + new string(' ', 1000) + new string('\u0301', 1000) + "\0\ud800").Truncated);
    }

    [Fact]
    public void Special_tokens_in_a_text_are_plain_text()
    {
        var ids = Tokenizer.Tokenize("[CLS] [SEP] [MASK] [PAD] [UNK]").Ids[1..^1];
        Assert.DoesNotContain(ids, id => id is 0 or 100 or 101 or 102 or 103);
    }

    [Fact]
    public void A_word_of_more_than_a_hundred_characters_is_unknown()
    {
        Assert.DoesNotContain(100, Tokenizer.Tokenize(new string('a', 100)).Ids);
        Assert.Equal([101, 100, 102], Tokenizer.Tokenize(new string('a', 101)).Ids);
        Assert.Equal([101, 100, 102], Tokenizer.Tokenize(new string('a', 3_000_000)).Ids);
        Assert.DoesNotContain(100, Tokenizer.Tokenize(string.Concat(Enumerable.Repeat("a\u0301", 100))).Ids);
    }

    [Fact]
    public void Nothing_is_read_beyond_the_limit()
    {
        var text = string.Concat(Enumerable.Repeat("An electron in a field. ", 1_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var tokens = Tokenizer.Tokenize(text, out var unreadLength);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.True(tokens.Truncated);
        Assert.True(text.Length - unreadLength < 4000, $"{text.Length - unreadLength} characters were read.");
    }

    private static string HashOf(long[] ids) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', ids))))[..16];
}
