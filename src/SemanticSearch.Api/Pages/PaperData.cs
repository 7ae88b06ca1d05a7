using System.Text.Json;
using Microsoft.AspNetCore.Components;
using SemanticSearch.Papers;

namespace SemanticSearch.Api.Pages;

/// <summary>A paper as data for programs that read pages (schema.org/ScholarlyArticle).</summary>
public static class PaperData
{
    /// <summary>
    /// The data block of a paper. Nothing runs it, so that the policy of contents lets it be. The default encoder of JSON escapes every character
    /// that could end the block: no title can.
    /// </summary>
    public static MarkupString Block(Paper paper, string address)
    {
        var data = new Dictionary<string, object?>
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "ScholarlyArticle",
            ["headline"] = paper.Title,
            ["abstract"] = paper.Abstract.Length > 0 ? paper.Abstract : null,
            ["author"] = paper.Authors.Select(author => new Dictionary<string, string> { ["@type"] = "Person", ["name"] = author }),
            ["datePublished"] = paper.Date is { } date ? $"{date:yyyy-MM-dd}" : null,
            ["keywords"] = paper.Categories.Count > 0 ? paper.Categories : null,
            ["sameAs"] = paper.Doi is { } doi ? $"https://doi.org/{doi}" : null,
            ["url"] = address,
        };
        var json = JsonSerializer.Serialize(data.Where(entry => entry.Value is not null).ToDictionary());
        return new MarkupString($"<script type=\"application/ld+json\">{json}</script>");
    }
}
