using System.Text.Json;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;

namespace SemanticSearch.Contract.Parameters;

/// <summary>A day, a month or a year, which stands for its first or its last day.</summary>
/// <param name="endOfPeriod">Whether the last day is meant.</param>
public sealed class DateParameter(string name, string description, bool endOfPeriod) : Parameter<DateOnly?>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.String;

    public override object ReadText(string text, string place)
    {
        if (!Period.TryParse(text, out var period))
            throw ProblemCatalogue.BadDate.Refusal($"{place} is {Quote.Of(text)}; it takes {Period.Expected}.", place);
        return endOfPeriod ? period.Last : period.First;
    }

    protected override OpenApiSchema ValueSchema() => new() { Type = JsonSchemaType.String, Pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" };
}
