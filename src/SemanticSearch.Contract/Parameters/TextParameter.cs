using System.Text.Json;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;

namespace SemanticSearch.Contract.Parameters;

/// <summary>A text for people: a question, a category, a name.</summary>
public sealed class TextParameter(string name, string description) : Parameter<string>(name, description)
{
    /// <summary>In UTF-16 code units, as it was sent.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Whether the text may have several lines, as a pasted abstract has.</summary>
    public bool Lines { get; init; }

    protected override JsonValueKind JsonKind => JsonValueKind.String;

    public override object ReadText(string text, string place)
    {
        // The length comes first: nothing below should see more than it must.
        if (text.Length > MaxLength)
            throw ProblemCatalogue.TooLong.Refusal($"{place} has {text.Length} characters; the limit is {MaxLength}.", place);
        if (text.FirstOrDefault(IsForbidden) is var bad && text.Any(IsForbidden))
            throw ProblemCatalogue.BadCharacter.Refusal($"{place} has the control character U+{(int)bad:X4}.", place);
        var cleaned = PaperText.Clean(text);
        return cleaned.Length > 0
            ? cleaned
            : throw ProblemCatalogue.EmptyParameter.Refusal($"{place} is empty.", place);
    }

    protected override OpenApiSchema ValueSchema() => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = MaxLength };

    private bool IsForbidden(char c) => char.IsControl(c) && !(Lines && c is '\n' or '\r' or '\t');
}
