using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>A number with a fraction.</summary>
public sealed class NumberParameter(string name, string description, float min, float max) : Parameter<float?>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.Number;

    public override object ReadText(string text, string place)
    {
        // The parser also takes words such as NaN, which nobody can compare with.
        if (!text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E')
            || !double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value))
            throw ProblemCatalogue.BadNumber.Refusal($"{place} is {Quote.Of(text)}; it takes a number from {min} to {max}.", place);
        // Adding zero makes 0 of -0, which would be written differently.
        return value >= min && value <= max
            ? (float)value + 0f
            : throw ProblemCatalogue.OutOfRange.Refusal($"{place} is {Quote.Of(text)}; it takes a number from {min} to {max}.", place);
    }

    protected override OpenApiSchema ValueSchema() => new()
    {
        Type = JsonSchemaType.Number,
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max.ToString(CultureInfo.InvariantCulture),
        Default = Default is { } standard ? JsonValue.Create((decimal)standard) : null,
    };
}

/// <summary>A whole number.</summary>
public sealed class CountParameter(string name, string description, int min, int max) : Parameter<int?>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.Number;

    public override object ReadText(string text, string place)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            throw ProblemCatalogue.BadNumber.Refusal($"{place} is {Quote.Of(text)}; it takes a whole number from {min} to {max}.", place);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw ProblemCatalogue.OutOfRange.Refusal($"{place} is {Quote.Of(text)}; it takes a whole number from {min} to {max}.", place);
    }

    protected override OpenApiSchema ValueSchema() => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max.ToString(CultureInfo.InvariantCulture),
        Default = Default is { } standard ? JsonValue.Create(standard) : null,
    };
}
