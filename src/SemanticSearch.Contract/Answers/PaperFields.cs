using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SemanticSearch.Contract.Answers;

/// <summary>The members of a paper as it is answered, by which callers choose what they want of it.</summary>
public static class PaperFields
{
    /// <summary>Their names, those of members within others after a dot.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. NamesOf(typeof(PaperAnswer), "")];

    /// <summary>A paper with nothing but some of its members; what it does not have is left out as ever.</summary>
    public static JsonObject Keep(JsonObject paper, IReadOnlyCollection<string> names)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in paper)
        {
            var within = names.Where(wanted => wanted.StartsWith(name + ".", StringComparison.Ordinal)).Select(wanted => wanted[(name.Length + 1)..]).ToList();
            if (names.Contains(name))
                kept[name] = value?.DeepClone();
            else if (within.Count > 0 && value is JsonObject inner)
                kept[name] = Keep(inner, within);
        }
        return kept;
    }

    private static IEnumerable<string> NamesOf(Type type, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            yield return name;
            var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (value.Namespace?.StartsWith(nameof(SemanticSearch), StringComparison.Ordinal) == true)
                foreach (var within in NamesOf(value, name + "."))
                    yield return within;
        }
    }
}
