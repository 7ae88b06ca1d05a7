using SemanticSearch.Api.Answers;

namespace SemanticSearch.Api.Pages;

/// <summary>What stands in the fields of the search form: the parameters of the page as they were sent.</summary>
public sealed class PageFields
{
    /// <summary>An empty form.</summary>
    public static readonly PageFields None = new([]);

    private readonly List<(string Name, string Value)> _values;

    private PageFields(IEnumerable<(string Name, string Value)> values) => _values = [.. values.Where(entry => entry.Value.Length > 0)];

    /// <summary>The fields of a request, right or wrong: a form that forgets what was typed is no help in mending it.</summary>
    public static PageFields Of(HttpRequest request) =>
        new(request.Query.SelectMany(entry => entry.Value.Select(value => (entry.Key, value ?? ""))));

    /// <summary>The first value of a field, or an empty text.</summary>
    public string this[string name] => All(name).FirstOrDefault("");

    /// <summary>Whether any of the answers' limits is given, which the form then shows.</summary>
    public bool HasFilter => _values.Any(entry => entry.Name is "from" or "to" or "category" or "author" or "mode");

    public IEnumerable<string> All(string name) => _values.Where(entry => entry.Name == name).Select(entry => entry.Value);

    /// <summary>The values for an input each, or one empty input.</summary>
    public IEnumerable<string> Inputs(string name) => All(name).DefaultIfEmpty("");

    /// <summary>The address of this page with one more value, on the first page of results.</summary>
    public string With(string name, string value) => Address(_values.Where(entry => entry != (name, value)).Append((name, value)));

    /// <summary>The address of this page without some fields, on the first page of results.</summary>
    public string Without(params string[] names) => Address(_values.Where(entry => !names.Contains(entry.Name)));

    /// <summary>The address of this page from another place of the ranking on.</summary>
    public string From(string cursor) => Address(_values, cursor);

    private static string Address(IEnumerable<(string Name, string Value)> values, string? cursor = null)
    {
        var others = values.Where(entry => entry.Name != "cursor");
        return Links.With("/", cursor is null ? others : others.Append(("cursor", cursor)));
    }
}
