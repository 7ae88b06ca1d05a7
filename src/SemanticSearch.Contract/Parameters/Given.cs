using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>The parameters of one request, read and checked.</summary>
/// <param name="table">What may be given.</param>
/// <param name="spelled">How whoever asks writes the name of a parameter, for messages; null where that is the name itself.</param>
public sealed class Given(ParameterTable table, Func<Parameter, string>? spelled = null)
{
    private readonly Dictionary<Parameter, List<object>> _values = [];
    private readonly List<(Parameter Parameter, string Text)> _texts = [];

    /// <summary>What was given in an address, as it was written there, in the order of the table.</summary>
    public IEnumerable<(string Name, string Text)> Texts =>
        _texts.OrderBy(entry => table.Parameters.ToList().IndexOf(entry.Parameter)).Select(entry => (entry.Parameter.Name, entry.Text));

    /// <summary>The name of a parameter as whoever asks writes it.</summary>
    public string Name(Parameter parameter) => spelled?.Invoke(parameter) ?? parameter.Name;

    public bool Has(Parameter parameter) => _values.ContainsKey(parameter);

    /// <summary>The value of a parameter that takes one, or its default.</summary>
    public T? Get<T>(Parameter<T> parameter) => _values.TryGetValue(parameter, out var values) ? (T)values[0] : parameter.Default;

    /// <summary>The values of a parameter that takes several.</summary>
    public IReadOnlyList<T> All<T>(Parameter<T> parameter) => _values.TryGetValue(parameter, out var values) ? [.. values.Cast<T>()] : [];

    /// <summary>Adds a value from an address.</summary>
    /// <exception cref="ProblemException">The value does not fit, or is one too many.</exception>
    public void AddText(Parameter parameter, string text)
    {
        foreach (var value in parameter.Separator is { } separator ? text.Split(separator) : [text])
        {
            RequireNotEmpty(value, Name(parameter));
            Add(parameter, parameter.ReadText(value, Name(parameter)));
        }
        _texts.Add((parameter, text));
    }

    /// <summary>Adds a value from a body.</summary>
    /// <exception cref="ProblemException">The value is one too many.</exception>
    public void Add(Parameter parameter, object value)
    {
        if (!_values.TryGetValue(parameter, out var values))
            _values[parameter] = values = [];
        values.Add(value);
        if (values.Count <= parameter.MaxCount)
            return;
        throw (parameter.MaxCount == 1
            ? new Problem(ProblemCatalogue.DuplicateParameter, $"{Name(parameter)} is given more than once.") { Parameter = parameter.Name }
            : new Problem(ProblemCatalogue.TooManyValues, $"{Name(parameter)} is given more than {parameter.MaxCount} times.") { Parameter = parameter.Name }).ToException();
    }

    /// <summary>Ends the reading: everything that is needed must be there.</summary>
    /// <exception cref="ProblemException">A required parameter is missing.</exception>
    public Given Complete()
    {
        if (table.Parameters.FirstOrDefault(parameter => parameter.Required && !Has(parameter)) is { } missing)
            throw new Problem(ProblemCatalogue.MissingParameter, $"{Name(missing)} is missing.") { Parameter = missing.Name, Hint = missing.Description }.ToException();
        return this;
    }

    private static void RequireNotEmpty(string text, string place)
    {
        if (text.Length == 0)
            throw new Problem(ProblemCatalogue.EmptyParameter, $"{place} is empty.") { Parameter = place, Hint = "Give it a value, or leave it out." }.ToException();
    }
}
