using System.Globalization;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Papers;

namespace SemanticSearch.Api.Pages;

/// <summary>What stands in the fields of the search form: the parameters of the page as they were sent.</summary>
public sealed class PageFields
{
    /// <summary>The path of the page of all topics.</summary>
    public const string TopicsPath = "/topics";

    /// <summary>The path of the map.</summary>
    public const string MapPath = "/map";

    /// <summary>An empty form.</summary>
    public static readonly PageFields None = new([]);

    private static readonly string[] AskedFilters = ["from", "to", "category", "author", "mode"];
    private static readonly string[] Filters = [.. AskedFilters, "source", "topic"];

    private readonly List<(string Name, string Value)> _values;

    private PageFields(IEnumerable<(string Name, string Value)> values) => _values = [.. values.Where(entry => entry.Value.Length > 0)];

    /// <summary>The fields of a request, right or wrong: a form that forgets what was typed is no help in mending it.</summary>
    public static PageFields Of(HttpRequest request) =>
        new(request.Query.SelectMany(entry => entry.Value.Select(value => (entry.Key, value ?? ""))));

    /// <summary>A form that keeps to one topic.</summary>
    public static PageFields OfTopic(int id) => new([("topic", Number(id))]);

    /// <summary>The address of a topic's page.</summary>
    public static string TopicPage(int id) => $"{TopicsPath}/{Number(id)}";

    /// <summary>A number as an address has it.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The address of the papers that an author has.</summary>
    public static string PapersBy(string author) => Links.With("/", [("q", $"author:\"{author.Replace("\"", "", StringComparison.Ordinal)}\"")]);

    /// <summary>The address of the papers that a category has.</summary>
    public static string PapersOf(string category) => Links.With("/", [("q", $"category:\"{category.Replace("\"", "", StringComparison.Ordinal)}\"")]);

    /// <summary>The same form with another question.</summary>
    public PageFields WithQuestion(string question) => new(_values.Select(entry => entry.Name == "q" ? ("q", question) : entry));

    /// <summary>Every field but some, and but the place in the ranking.</summary>
    public IEnumerable<(string Name, string Value)> Except(params IReadOnlyCollection<string> names) =>
        _values.Where(entry => entry.Name != "cursor" && !names.Contains(entry.Name));

    /// <summary>The first value of a field, or an empty text.</summary>
    public string this[string name] => All(name).FirstOrDefault("");

    /// <summary>Whether nothing but a question is asked.</summary>
    public bool IsOnlyQuestion => _values.TrueForAll(entry => entry.Name == "q");

    /// <summary>Whether any of the limits is given that the form asks for, which it then shows.</summary>
    public bool HasAskedFilter => _values.Any(entry => AskedFilters.Contains(entry.Name));

    /// <summary>Whether any of the answers' limits is given.</summary>
    public bool HasFilter => _values.Any(entry => Filters.Contains(entry.Name));

    /// <summary>Whether papers steer the answer.</summary>
    public bool HasExamples => _values.Any(entry => entry.Name is "like" or "unlike");

    public IEnumerable<string> All(string name) => _values.Where(entry => entry.Name == name).Select(entry => entry.Value);

    /// <summary>The values for an input each, or one empty input.</summary>
    public IEnumerable<string> Inputs(string name) => All(name).DefaultIfEmpty("");

    /// <summary>The address of this page with one more value, on the first page of results.</summary>
    public string With(string name, string value) => Address(_values.Where(entry => entry != (name, value)).Append((name, value)));

    /// <summary>The address of this page without some fields, on the first page of results.</summary>
    public string Without(params string[] names) => Address(_values.Where(entry => !names.Contains(entry.Name)));

    /// <summary>The address of this page without any filter.</summary>
    public string WithoutFilters() => Without([.. Filters, "min_similarity"]);

    /// <summary>The address of this page with other values of some fields; an empty one takes the field away.</summary>
    public string Set(params (string Name, string Value)[] values) => Address(_values
        .Where(entry => values.All(other => other.Name != entry.Name))
        .Concat(values.Where(entry => entry.Value.Length > 0)));

    /// <summary>The address of this page without one value of a field.</summary>
    public string WithoutValue(string name, string value) => AddressWithout(entry => entry == (name, value));

    /// <summary>The address of this page without a paper that steers the answer, in whatever spelling it was named.</summary>
    public string WithoutExample(string name, PaperId id) =>
        AddressWithout(entry => entry.Name == name && PaperId.TryParse(entry.Value, out var named) && named == id);

    private string AddressWithout(Func<(string Name, string Value), bool> isLeftOut)
    {
        var others = _values.Where(entry => !isLeftOut(entry)).ToList();
        // Without a question or a paper that answers should be like, there is nothing that they could be unlike.
        return Address(others.Any(entry => entry.Name is "q" or "like") ? others : others.Where(entry => entry.Name != "unlike"));
    }

    /// <summary>The address of this page from another place of the ranking on.</summary>
    public string From(string cursor) => Address(_values, cursor);

    private static string Address(IEnumerable<(string Name, string Value)> values, string? cursor = null)
    {
        var others = values.Where(entry => entry.Name != "cursor");
        return Links.With("/", cursor is null ? others : others.Append(("cursor", cursor)));
    }
}
