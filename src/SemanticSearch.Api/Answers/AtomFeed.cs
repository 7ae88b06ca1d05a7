using System.Globalization;
using System.Text;
using System.Xml;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Answers;

/// <summary>Writes papers as an Atom feed (RFC 4287) with the total of OpenSearch.</summary>
internal static class AtomFeed
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string OpenSearch = "http://a9.com/-/spec/opensearch/1.1/";

    public static byte[] Write(FeedHead head, IReadOnlyList<SearchHit> hits, Site site)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xmlns", "opensearch", null, OpenSearch);
            Text(xml, "id", head.Id);
            Text(xml, "title", head.Title);
            Text(xml, "updated", FeedHead.Moment(hits.Select(hit => FeedHead.Updated(hit.Paper)).DefaultIfEmpty(DateOnly.FromDateTime(DateTime.UnixEpoch)).Max()));
            xml.WriteStartElement("author", Atom);
            Text(xml, "name", "SemanticSearch");
            xml.WriteEndElement();
            Link(xml, "self", head.Self, "application/atom+xml");
            Link(xml, "alternate", head.Page, "text/html");
            xml.WriteElementString("totalResults", OpenSearch, head.Total.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("startIndex", OpenSearch, "1");
            xml.WriteElementString("itemsPerPage", OpenSearch, hits.Count.ToString(CultureInfo.InvariantCulture));
            foreach (var hit in hits)
                Entry(xml, hit.Paper, site);
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void Entry(XmlWriter xml, Paper paper, Site site)
    {
        xml.WriteStartElement("entry", Atom);
        Text(xml, "id", FeedHead.NameOf(paper.Id));
        Text(xml, "title", paper.Title.Length > 0 ? paper.Title : paper.Id.Value);
        Text(xml, "updated", FeedHead.Moment(FeedHead.Updated(paper)));
        if (paper.Date is { } date)
            Text(xml, "published", FeedHead.Moment(date));
        foreach (var author in paper.Authors)
        {
            xml.WriteStartElement("author", Atom);
            Text(xml, "name", author);
            xml.WriteEndElement();
        }
        foreach (var category in paper.Categories)
        {
            xml.WriteStartElement("category", Atom);
            xml.WriteAttributeString("term", Clean(category));
            xml.WriteEndElement();
        }
        Link(xml, "alternate", PublicAddress.Of(paper) ?? site.Whole(Links.PaperPage(paper.Id)), "text/html");
        Link(xml, "related", site.Whole(Links.Similar(paper.Id)), "application/json");
        Text(xml, "summary", paper.Abstract);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, Clean(text));

    private static void Link(XmlWriter xml, string relation, string? address, string type)
    {
        if (address is null)
            return;
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", Clean(address));
        xml.WriteEndElement();
    }

    // A few characters that papers may have are none in XML.
    private static string Clean(string text) => text.Any(IsForbidden) ? string.Concat(text.Select(c => IsForbidden(c) ? '\uFFFD' : c)) : text;

    private static bool IsForbidden(char c) => !XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c);
}
