using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage;

/// <summary>What a trait of a paper is about.</summary>
public enum TraitKind
{
    /// <summary>A word in the title or the abstract, in any inflection.</summary>
    Word,

    /// <summary>Words that follow one another, in the title or the abstract, as they are written.</summary>
    Phrase,

    /// <summary>A word in the title, in any inflection.</summary>
    TitleWord,

    /// <summary>Words that follow one another in the title, as they are written.</summary>
    TitlePhrase,

    /// <summary>An author, as <see cref="PaperFilter.Authors"/> names one.</summary>
    Author,

    /// <summary>A category, as <see cref="PaperFilter.Categories"/> names one.</summary>
    Category,
}

/// <summary>Something that a paper has or has not.</summary>
public sealed class PaperTrait : IEquatable<PaperTrait>
{
    private readonly Phrase? _phrase;

    /// <param name="kind">What it is about.</param>
    /// <param name="text">The word, the phrase, the name or the code, as a user wrote it.</param>
    public PaperTrait(TraitKind kind, string text)
    {
        (Kind, Text) = (kind, text);
        if (kind is TraitKind.Phrase or TraitKind.TitlePhrase)
            Terms = (_phrase = new Phrase(text)).Terms;
        else if (kind is TraitKind.Word or TraitKind.TitleWord)
            Terms = TermEncoder.EncodeQuery(text).Indices;
    }

    public TraitKind Kind { get; }

    public string Text { get; }

    /// <summary>The ids of terms that every paper with the trait has.</summary>
    public IReadOnlyList<uint> Terms { get; } = [];

    /// <summary>Whether only the text of a paper can tell, beside its terms.</summary>
    public bool NeedsText => Kind is TraitKind.Phrase or TraitKind.TitleWord or TraitKind.TitlePhrase;

    /// <summary>Whether no paper can be told by it: a phrase of words that are too common to be kept.</summary>
    public bool IsVoid => Terms.Count == 0 && Kind is not (TraitKind.Author or TraitKind.Category);

    /// <summary>Whether a paper whose terms include <see cref="Terms"/> has the trait; for those that need text.</summary>
    public bool IsIn(string title, string abstractText) => Kind switch
    {
        TraitKind.Phrase => _phrase!.IsIn(title) || _phrase.IsIn(abstractText),
        TraitKind.TitlePhrase => _phrase!.IsIn(title),
        TraitKind.TitleWord => TermEncoder.EncodeQuery(title).Indices is var terms && Terms.All(term => Array.BinarySearch(terms, term) >= 0),
        _ => throw new InvalidOperationException($"A trait of kind {Kind} is told without the text."),
    };

    public bool Equals(PaperTrait? other) => other is not null && Kind == other.Kind && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as PaperTrait);

    public override int GetHashCode() => HashCode.Combine(Kind, Text);

    public override string ToString() => $"{Kind} \"{Text}\"";
}

/// <summary>A condition on papers: to have any of some traits, or none of them.</summary>
/// <param name="Traits">At least one; none of them void.</param>
/// <param name="IsExcluded">Whether papers with any of the traits are left out, instead of those with none of them.</param>
public sealed record PaperClause(IReadOnlyList<PaperTrait> Traits, bool IsExcluded = false);
