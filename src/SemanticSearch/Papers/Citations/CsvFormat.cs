using System.Buffers;
using System.Globalization;

namespace SemanticSearch.Papers.Citations;

/// <summary>
/// A table after RFC 4180. A spreadsheet takes a cell that begins like a formula for one, and may run it: such a cell gets an apostrophe in
/// front, as OWASP advises against CSV injection.
/// </summary>
internal sealed class CsvFormat() : PaperFormat("csv", "text/csv")
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n;\t");
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20");

    private const string Columns = "id,title,authors,date,updated,categories,doi,journal,source,upvotes,abstract";

    protected override string Opening => Columns + "\r\n";

    // After the others, so that these stand where they stand without a ranking.
    protected override string RankedOpening => Columns + ",rank,score,similarity\r\n";

    public override void Write(Paper paper, IBufferWriter<byte> output) => Append(output, Row(paper) + "\r\n");

    // Numbers are no formulas: a negative one needs no apostrophe.
    public override void Write(RankedPaper ranked, IBufferWriter<byte> output) =>
        Append(output, string.Create(CultureInfo.InvariantCulture, $"{Row(ranked.Paper)},{ranked.Rank},{ranked.Score},{ranked.Similarity}\r\n"));

    private static string Row(Paper paper)
    {
        string?[] cells =
        [
            paper.Id.Value, paper.Title, string.Join("; ", paper.Authors), Text(paper.Date), Text(paper.Updated), string.Join("; ", paper.Categories),
            paper.Doi, paper.Journal, paper.Source, paper.Upvotes?.ToString(CultureInfo.InvariantCulture), paper.Abstract,
        ];
        return string.Join(',', cells.Select(Cell));
    }

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = FormulaStarts.Contains(text[0]) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Quoted) || safe.Length != text.Length ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string? Text(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
