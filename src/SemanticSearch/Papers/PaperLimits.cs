namespace SemanticSearch.Papers;

/// <summary>
/// How large a record may be. The limits stand well above anything seen in 100,000 arXiv records and keep the memory of
/// one record bounded, whatever arrives. Lengths of text are in UTF-16 code units, after cleaning.
/// </summary>
public static class PaperLimits
{
    /// <summary>1 MiB: eighty times the longest arXiv record, and what a reader may have to hold at once.</summary>
    public const int MaxLineBytes = 1 << 20;

    /// <summary>The longest arXiv title has 371 characters; no page can show more than this.</summary>
    public const int MaxTitleChars = 2_000;

    /// <summary>The longest arXiv abstract has 3,871 characters; structured medical ones reach a few times that.</summary>
    public const int MaxAbstractChars = 50_000;

    /// <summary>The largest collaborations sign with somewhat more than 3,000 names.</summary>
    public const int MaxAuthors = 5_000;

    /// <summary>Names of collaborations are sentences at times, but short ones.</summary>
    public const int MaxAuthorChars = 300;

    /// <summary>arXiv allows about ten; keyword lists of other sources run to some dozens.</summary>
    public const int MaxCategories = 100;

    /// <summary>Room for a written-out subject, such as "Computer Vision and Pattern Recognition".</summary>
    public const int MaxCategoryChars = 60;

    /// <summary>Records nest three levels deep; unknown fields may go further, but not without end.</summary>
    public const int MaxJsonDepth = 32;

    /// <summary>DOIs of old journals, made of whole page coordinates, have up to 134 characters.</summary>
    public const int MaxDoiChars = 500;

    /// <summary>Journal references of proceedings name editors, place and publisher.</summary>
    public const int MaxJournalChars = 2_000;

    /// <summary>The name of a collection, shown as a badge.</summary>
    public const int MaxSourceChars = 100;

    /// <summary>The earliest year that is taken for a date and not for a slip.</summary>
    public const int MinYear = 1000;

    /// <summary>The latest year that is taken for a date and not for a slip.</summary>
    public const int MaxYear = 2200;
}
