namespace SemanticSearch.Papers;

/// <summary>The codes of <see cref="Refusal"/>, stable enough for scripts to switch on.</summary>
public static class RefusalCodes
{
    /// <summary>The line is not one JSON object.</summary>
    public const string BadJson = "bad_json";

    /// <summary>The line is not UTF-8.</summary>
    public const string BadUtf8 = "bad_utf8";

    /// <summary>The line is longer than <see cref="PaperLimits.MaxLineBytes"/>.</summary>
    public const string LineTooLong = "line_too_long";

    /// <summary>The record nests deeper than <see cref="PaperLimits.MaxJsonDepth"/>.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>A field is given twice within one object, so that its meaning depends on the reader.</summary>
    public const string DuplicateField = "duplicate_field";

    /// <summary>The record has no id.</summary>
    public const string MissingId = "missing_id";

    /// <summary>The record has no title.</summary>
    public const string MissingTitle = "missing_title";

    /// <summary>A field has the wrong type or an impossible value.</summary>
    public const string BadField = "bad_field";

    /// <summary>A text or a list goes beyond its limit in <see cref="PaperLimits"/>.</summary>
    public const string FieldTooLong = "field_too_long";

    /// <summary>An earlier record has the same id and other content.</summary>
    public const string DuplicateId = "duplicate_id";
}
