using System.Buffers;
using System.Globalization;
using System.Text;

namespace SemanticSearch.Papers.Citations;

/// <summary>BibTeX in UTF-8, as biber and today's BibTeX read it.</summary>
internal sealed class BibTexFormat() : PaperFormat("bib", "application/x-bibtex")
{
    private const string KeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:./+-";

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public override void Write(Paper paper, IBufferWriter<byte> output)
    {
        var bib = new StringBuilder();
        bib.Append(paper.Journal is null ? "@misc{" : "@article{").Append(Key(paper.Id));
        // The inner braces keep styles from changing the case of letters.
        Field(bib, "title", $"{{{TexText.Escape(paper.Title)}}}");
        Field(bib, "author", string.Join(" and ", paper.Authors.Select(Author)));
        if (paper.Date is { } date)
        {
            Field(bib, "year", date.Year.ToString("0000", CultureInfo.InvariantCulture));
            bib.Append(",\n  month = ").Append(Months[date.Month - 1]);
        }
        Field(bib, "journal", TexText.Escape(paper.Journal ?? ""));
        Field(bib, "doi", Verbatim(PublicAddress.DoiOf(paper)));
        if (PublicAddress.ArxivNumber(paper.Id) is { } number)
        {
            Field(bib, "eprint", number);
            Field(bib, "archivePrefix", "arXiv");
            Field(bib, "primaryClass", TexText.Escape(paper.Categories.FirstOrDefault("")));
        }
        Field(bib, "url", Verbatim(PublicAddress.Of(paper)));
        Field(bib, "keywords", TexText.Escape(string.Join(", ", paper.Categories)));
        Field(bib, "abstract", TexText.Escape(paper.Abstract));
        Append(output, bib.Append("\n}\n\n").ToString());
    }

    private static void Field(StringBuilder bib, string name, string value)
    {
        if (value.Length > 0)
            bib.Append(",\n  ").Append(name).Append(" = {").Append(value).Append('}');
    }

    // What BibTeX would take apart wrongly is one name as it stands.
    private static string Author(string name)
    {
        var parts = AuthorParts.Of(name);
        return parts.Given is null ? $"{{{TexText.Escape(parts.Family)}}}" : $"{TexText.Escape(parts.Family)}, {TexText.Escape(parts.Given)}";
    }

    private static string Key(PaperId id) => string.Concat(id.Value.Select(c =>
        KeyCharacters.Contains(c, StringComparison.Ordinal) ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"_{(int)c:x}")));

    // Addresses are not typeset, but a brace would still end the field.
    private static string Verbatim(string? text) => (text ?? "").Replace("\\", "%5C", StringComparison.Ordinal).Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);
}
