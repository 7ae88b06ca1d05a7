namespace SemanticSearch.Contract.Problems;

/// <summary>One thing that can go wrong, with a code that stays the same from version to version.</summary>
/// <param name="Code">What scripts switch on.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind in a few words, the same for every occurrence.</param>
/// <param name="Advice">What it means and what to do, for a reader of its page.</param>
public sealed record ProblemKind(string Code, int Status, string Title, string Advice)
{
    /// <summary>Where the kind is documented.</summary>
    public string Path => $"/problems/{Code.Replace('_', '-')}";

    /// <summary>Ends a request with a problem of this kind.</summary>
    /// <param name="detail">What was found, and what was expected.</param>
    /// <param name="parameter">The parameter or JSON member at fault.</param>
    public ProblemException Refusal(string detail, string? parameter = null) => new Problem(this, detail) { Parameter = parameter }.ToException();
}
