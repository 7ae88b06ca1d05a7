using System.Buffers;
using System.Globalization;
using System.Text;

namespace SemanticSearch.Papers.Citations;

/// <summary>The format of reference managers: a tag and a value a line. Texts of papers have no line ends, so none can forge a tag.</summary>
internal sealed class RisFormat() : PaperFormat("ris", "application/x-research-info-systems")
{
    public override void Write(Paper paper, IBufferWriter<byte> output)
    {
        var ris = new StringBuilder();
        Line(ris, "TY", paper.Journal is null ? "UNPB" : "JOUR");
        Line(ris, "ID", paper.Id.Value);
        Line(ris, "TI", paper.Title);
        foreach (var author in paper.Authors.Select(AuthorParts.Of))
            // An asterisk would end the field.
            Line(ris, "AU", (author.Given is null ? author.Family : $"{author.Family}, {author.Given}").Replace('*', ' '));
        if (paper.Date is { } date)
        {
            Line(ris, "PY", date.Year.ToString("0000", CultureInfo.InvariantCulture));
            Line(ris, "DA", date.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture));
        }
        Line(ris, "JO", paper.Journal);
        Line(ris, "AB", paper.Abstract);
        foreach (var category in paper.Categories)
            Line(ris, "KW", category);
        Line(ris, "DO", PublicAddress.DoiOf(paper));
        Line(ris, "UR", PublicAddress.Of(paper));
        ris.Append("ER  - \r\n");
        Append(output, ris.ToString());
    }

    private static void Line(StringBuilder ris, string tag, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            ris.Append(tag).Append("  - ").Append(value).Append("\r\n");
    }
}
