using System.Text.Json;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>Texts out of JSON, where half of a surrogate pair can hide in an escape.</summary>
public static class JsonText
{
    /// <exception cref="ProblemException">The text is no text.</exception>
    public static string Of(JsonElement value, string place) => Read(value.GetString, place)!;

    /// <summary>The name of a member.</summary>
    /// <exception cref="ProblemException">The name is no text.</exception>
    public static string NameOf(JsonProperty member) => Read(() => member.Name, null)!;

    private static string? Read(Func<string?> read, string? place)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw ProblemCatalogue.BadCharacter.Refusal($"{place ?? "The name of a member"} has half of a surrogate pair.", place);
        }
    }
}
