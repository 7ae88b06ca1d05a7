namespace SemanticSearch.Storage;

/// <summary>A property of papers whose values can be counted over an answer.</summary>
public enum FacetField
{
    /// <summary>The year of the date; papers without a date are not counted.</summary>
    Year,

    /// <summary>Each category code, as it is written.</summary>
    Category,

    /// <summary>Each author's name, as it is written.</summary>
    Author,

    /// <summary>Where the record came from.</summary>
    Source,
}

/// <summary>How many papers of an answer have a value.</summary>
public readonly record struct FacetCount(string Value, long Count);
