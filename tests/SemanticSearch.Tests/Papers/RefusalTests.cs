using System.Reflection;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class RefusalTests
{
    [Theory]
    [InlineData("not json", RefusalCodes.BadJson, "byte offset 1")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\"", RefusalCodes.BadJson, "not JSON")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\"} {}", RefusalCodes.BadJson, "byte offset 23")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",}", RefusalCodes.BadJson, "not JSON")]
    [InlineData("{\"id\":\"x\",/**/\"title\":\"t\"}", RefusalCodes.BadJson, "not JSON")]
    [InlineData("{\"id\":\"x\",\"title\":\"\\q\"}", RefusalCodes.BadJson, "not JSON")]
    [InlineData("[{\"id\":\"x\",\"title\":\"t\"}]", RefusalCodes.BadJson, "Found a list")]
    [InlineData("null", RefusalCodes.BadJson, "Found null")]
    [InlineData("\"text\"", RefusalCodes.BadJson, "Found a string")]
    [InlineData("{}", RefusalCodes.MissingId, "\"id\"")]
    [InlineData("{\"id\":null,\"title\":\"t\"}", RefusalCodes.MissingId, "\"id\"")]
    [InlineData("{\"id\":\" \",\"title\":\"t\"}", RefusalCodes.MissingId, "\"id\"")]
    [InlineData("{\"id\":{},\"title\":\"t\"}", RefusalCodes.BadField, "\"id\" has an object")]
    [InlineData("{\"id\":1.50,\"title\":\"t\"}", RefusalCodes.BadField, "1.50")]
    [InlineData("{\"id\":-1,\"title\":\"t\"}", RefusalCodes.BadField, "-1")]
    [InlineData("{\"_id\":\"two words\",\"title\":\"t\"}", RefusalCodes.BadField, "\"_id\" has \"two words\"")]
    [InlineData("{\"id\":\"x\"}", RefusalCodes.MissingTitle, "\"title\"")]
    [InlineData("{\"id\":\"x\",\"title\":\" \\n\"}", RefusalCodes.MissingTitle, "\"title\"")]
    [InlineData("{\"id\":\"x\",\"title\":7}", RefusalCodes.BadField, "\"title\" has a number; expected a string")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"abstract\":[]}", RefusalCodes.BadField, "\"abstract\" has a list")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"text\":true}", RefusalCodes.BadField, "\"text\" has true")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"authors\":[\"A\",null]}", RefusalCodes.BadField, "\"authors[1]\" has null")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"authors\":{}}", RefusalCodes.BadField, "\"authors\" has an object")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"authors_parsed\":[\"A\"]}", RefusalCodes.BadField, "\"authors_parsed[0]\" has a string")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"authors_parsed\":[[\"A\",3]]}", RefusalCodes.BadField, "\"authors_parsed[0][1]\" has a number")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"categories\":7}", RefusalCodes.BadField, "\"categories\" has a number")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"date\":2011}", RefusalCodes.BadField, "\"date\" has a number")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"versions\":[3]}", RefusalCodes.BadField, "\"versions\"")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"versions\":[{\"created\":\"soon\"}]}", RefusalCodes.BadField, "\"versions[0].created\" has \"soon\"")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"upvotes\":-1}", RefusalCodes.BadField, "\"upvotes\" has -1")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"upvotes\":1.5}", RefusalCodes.BadField, "1.5")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"upvotes\":\"3\"}", RefusalCodes.BadField, "a string")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"upvotes\":1e39}", RefusalCodes.BadField, "1e39")]
    [InlineData("{\"id\":\"x\",\"title\":\"t \\ud800 u\"}", RefusalCodes.BadField, "\"title\" has half of a surrogate pair")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"abstract\":\"\\udc00\\ud800\"}", RefusalCodes.BadField, "\"abstract\" has half")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"authors\":[\"\\ud83d\"]}", RefusalCodes.BadField, "\"authors[0]\" has half")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"\\ud800\":1}", RefusalCodes.BadJson, "not JSON")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"title\":\"t\"}", RefusalCodes.DuplicateField, "\"title\" is given twice")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"t\\u0069tle\":\"u\"}", RefusalCodes.DuplicateField, "\"title\" is given twice")]
    [InlineData("{\"id\":\"x\",\"title\":\"t\",\"other\":[{\"a\":1,\"a\":2}]}", RefusalCodes.DuplicateField, "\"a\" is given twice")]
    public void A_record_that_is_none_is_refused_with_code_and_reason(string json, string code, string reason)
    {
        var refusal = Records.Refusal(json);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(reason, refusal.Reason);
        Assert.EndsWith(".", refusal.Reason);
        Assert.Equal(Records.Somewhere, refusal.Origin);
    }

    public static TheoryData<string, int, string> Limits => new()
    {
        { "title", PaperLimits.MaxTitleChars, "\"{0}\"" },
        { "abstract", PaperLimits.MaxAbstractChars, "\"{0}\"" },
        { "authors", PaperLimits.MaxAuthorChars, "[\"{0}\"]" },
        { "authors", PaperLimits.MaxAuthorChars, "\"{0}\"" },
        { "authors_parsed", PaperLimits.MaxAuthorChars, "[[\"{0}\"]]" },
        { "categories", PaperLimits.MaxCategoryChars, "[\"{0}\"]" },
        { "primary_category", PaperLimits.MaxCategoryChars, "\"{0}\"" },
        { "doi", PaperLimits.MaxDoiChars, "\"{0}\"" },
        { "journal", PaperLimits.MaxJournalChars, "\"{0}\"" },
        { "source", PaperLimits.MaxSourceChars, "\"{0}\"" },
        { "_id", PaperId.MaxLength, "\"{0}\"" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_text_at_its_limit_is_read_and_one_beyond_is_refused(string field, int limit, string shape)
    {
        string Json(int length) => Record(field, shape.Replace("{0}", new string('x', length)));
        Assert.NotNull(Records.Read(Json(limit)).Paper);
        var refusal = Records.Refusal(Json(limit + 1));
        Assert.Equal(RefusalCodes.FieldTooLong, refusal.Code);
        Assert.Contains($"\"{field}", refusal.Reason);
        Assert.Contains($"has {limit + 1} characters; the limit is {limit}.", refusal.Reason);
    }

    [Theory]
    [InlineData("authors", PaperLimits.MaxAuthors)]
    [InlineData("categories", PaperLimits.MaxCategories)]
    public void A_list_at_its_limit_is_read_and_one_beyond_is_refused(string field, int limit)
    {
        string Json(int count) => Record(field, "[" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"n{i}\"")) + "]");
        Assert.NotNull(Records.Read(Json(limit)).Paper);
        var refusal = Records.Refusal(Json(limit + 1));
        Assert.Equal(RefusalCodes.FieldTooLong, refusal.Code);
        Assert.Contains($"Field \"{field}\" has {limit + 1} entries; the limit is {limit}.", refusal.Reason);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(PaperLimits.MaxJsonDepth)]
    public void Nesting_beyond_the_limit_is_refused(int lists)
    {
        static string Json(int lists) => Record("other", new string('[', lists) + new string(']', lists));
        Assert.NotNull(Records.Read(Json(PaperLimits.MaxJsonDepth - 1)).Paper);
        var refusal = Records.Refusal(Json(lists));
        Assert.Equal(RefusalCodes.TooDeep, refusal.Code);
        Assert.Contains($"{lists + 1} levels", refusal.Reason);
    }

    [Fact]
    public void Every_code_is_snake_case_and_unique()
    {
        var codes = typeof(RefusalCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", code));
    }

    private static string Record(string field, string value) =>
        $$"""{{{(field == "_id" ? "" : "\"id\":\"x\",")}}"title{{(field == "title" ? "\":" + value : "\":\"t\",\"" + field + "\":" + value)}}}""";
}
