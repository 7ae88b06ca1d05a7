using System.Globalization;
using System.Text;
using SemanticSearch.Papers;

namespace SemanticSearch.Evaluation;

/// <summary>One line of judgements.</summary>
internal sealed record Judgement(RecordOrigin Origin, string Query, PaperId Paper, int Score);

/// <summary>Reads judgements: a header line, then <c>query-id</c>, <c>corpus-id</c> and a whole number as the score, with tabs between.</summary>
internal static class Qrels
{
    private const string Expected = "expected query-id, corpus-id and a whole number as score, with tabs between";

    /// <summary>The judgements in the order of the file, each query and paper once.</summary>
    /// <exception cref="PaperSourceException">The file cannot be read, has no header, a bad line, or contradicts itself.</exception>
    public static async Task<List<Judgement>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var judgements = new Dictionary<(string, PaperId), Judgement>();
        var isHeader = true;
        await foreach (var (origin, utf8) in InputLines.ReadAsync(file, cancellationToken).ConfigureAwait(false))
        {
            var fields = Encoding.UTF8.GetString(utf8.Span).Split('\t');
            if (isHeader)
                RequireHeader(origin, fields);
            else
                Add(judgements, Read(origin, fields));
            isHeader = false;
        }
        return [.. judgements.Values];
    }

    // Without a header, passing over the first line would lose a judgement in silence.
    private static void RequireHeader(RecordOrigin origin, string[] fields)
    {
        if (fields.Length != 3 || int.TryParse(fields[2], CultureInfo.InvariantCulture, out _))
            throw new PaperSourceException($"{origin}: expected the header line, query-id, corpus-id and score with tabs between.");
    }

    private static Judgement Read(RecordOrigin origin, string[] fields)
    {
        if (fields.Length != 3)
            throw new PaperSourceException($"{origin}: found {fields.Length} fields; {Expected}.");
        if (!int.TryParse(fields[2], NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var score))
            throw new PaperSourceException($"{origin}: score \"{PaperText.Excerpt(fields[2])}\" is no whole number; {Expected}.");
        if (!PaperId.TryParse(fields[1], out var paper))
            throw new PaperSourceException($"{origin}: corpus-id \"{PaperText.Excerpt(fields[1])}\" is no paper's id; expected {PaperId.Expected}.");
        return new Judgement(origin, fields[0].Trim(), paper, score);
    }

    private static void Add(Dictionary<(string, PaperId), Judgement> judgements, Judgement judgement)
    {
        if (judgements.TryAdd((judgement.Query, judgement.Paper), judgement))
            return;
        var first = judgements[(judgement.Query, judgement.Paper)];
        if (first.Score != judgement.Score)
            throw new PaperSourceException($"{judgement.Origin}: score {judgement.Score}, but {first.Origin} has {first.Score} for the same query and paper.");
    }
}
