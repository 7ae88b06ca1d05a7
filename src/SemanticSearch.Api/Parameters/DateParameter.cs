using System.Globalization;
using System.Text.Json;
using Microsoft.OpenApi;
using SemanticSearch.Api.Problems;
using SemanticSearch.Papers;

namespace SemanticSearch.Api.Parameters;

/// <summary>A day, a month or a year, which stands for its first or its last day.</summary>
/// <param name="endOfPeriod">Whether the last day is meant.</param>
public sealed class DateParameter(string name, string description, bool endOfPeriod) : Parameter<DateOnly?>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.String;

    public override object ReadText(string text, string place)
    {
        if (FirstDay(text) is not { Year: >= PaperLimits.MinYear and <= PaperLimits.MaxYear } first)
            throw ProblemCatalogue.BadDate.Refusal($"{place} is {Quote.Of(text)}; it takes yyyy, yyyy-MM or yyyy-MM-dd, in the years {PaperLimits.MinYear} to {PaperLimits.MaxYear}.", place);
        return endOfPeriod ? LastDay(first, text.Length) : first;
    }

    protected override OpenApiSchema ValueSchema() => new() { Type = JsonSchemaType.String, Pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" };

    private static DateOnly? FirstDay(string text) =>
        DateOnly.TryParseExact(text, ["yyyy", "yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static DateOnly LastDay(DateOnly first, int length) => length switch
    {
        4 => new DateOnly(first.Year, 12, 31),
        7 => first.AddMonths(1).AddDays(-1),
        _ => first,
    };
}
