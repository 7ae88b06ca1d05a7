namespace SemanticSearch.Contract.Problems;

/// <summary>Everything that an answer can complain about.</summary>
public static class ProblemCatalogue
{
    public static readonly ProblemKind UnknownParameter = new("unknown_parameter", 400, "Unknown parameter",
        "The request has a parameter or JSON member that this address does not know. Nothing unknown is passed over in silence, since a misspelt filter would change the answer. See \"valid\" for the names.");

    public static readonly ProblemKind DuplicateParameter = new("duplicate_parameter", 400, "Parameter given twice",
        "A parameter that takes one value was given more than once. Give it once.");

    public static readonly ProblemKind TooManyValues = new("too_many_values", 400, "Too many values",
        "A parameter that may be repeated was given more often than its limit.");

    public static readonly ProblemKind MissingParameter = new("missing_parameter", 400, "Missing parameter",
        "The request lacks a parameter that it needs.");

    public static readonly ProblemKind EmptyParameter = new("empty_parameter", 400, "Empty parameter",
        "A parameter has no value, or nothing but white space. Give it a value, or leave it out.");

    public static readonly ProblemKind TooLong = new("too_long", 400, "Text too long",
        "A text is longer than its limit. Longer questions can be sent by POST, up to 20,000 characters.");

    public static readonly ProblemKind BadNumber = new("bad_number", 400, "Not a number",
        "A value is not a number written in digits, such as 10 or 0.5. NaN and infinity are no numbers here.");

    public static readonly ProblemKind OutOfRange = new("out_of_range", 400, "Number out of range",
        "A number lies outside of the range that its parameter takes.");

    public static readonly ProblemKind BadChoice = new("bad_choice", 400, "Unknown choice",
        "A parameter takes one of a few words, and this is none of them. See \"valid\".");

    public static readonly ProblemKind BadFlag = new("bad_flag", 400, "Neither true nor false",
        "The parameter is either true or false.");

    public static readonly ProblemKind BadDate = new("bad_date", 400, "Not a date",
        "Dates are days, months or years that exist: 2024-02-29, 2024-02 or 2024.");

    public static readonly ProblemKind BadPeriod = new("bad_period", 400, "Period ends before it begins",
        "The date in \"from\" is later than the one in \"to\". Exchange them.");

    public static readonly ProblemKind BadEncoding = new("bad_encoding", 400, "Not UTF-8",
        "The address or the body is not UTF-8, or has a percent sign without two hexadecimal digits. Encode texts as UTF-8 and then percent-encode them.");

    public static readonly ProblemKind BadCharacter = new("bad_character", 400, "Forbidden character",
        "A text has a control character, or half of a character that is written in two parts. Remove it.");

    public static readonly ProblemKind BadJson = new("bad_json", 400, "Not JSON",
        "The body is not one JSON object, or nests too deeply.");

    public static readonly ProblemKind WrongType = new("wrong_type", 400, "Wrong JSON type",
        "A JSON member has another type than it takes: text in quotes, numbers and true or false without, lists in brackets.");

    public static readonly ProblemKind ConflictingParameters = new("conflicting_parameters", 400, "Parameters that exclude each other",
        "Two parameters cannot be given together, because one of them would have no effect.");

    public static readonly ProblemKind BadId = new("bad_id", 400, "Not a paper id",
        "A paper id is arXiv:2301.00001, DOI:10.1000/x, PMID:123, the address of one of these, or the source's own name for the paper: 1 to 200 characters without white space, control or invisible characters. In a path, a slash may be written as it is or as %2F.");

    public static readonly ProblemKind BadCursor = new("bad_cursor", 400, "Not a cursor",
        "The cursor was not made by this service, or was changed. Take it as it stands in \"next\" or \"next_cursor\" of an answer.");

    public static readonly ProblemKind CursorMismatch = new("cursor_mismatch", 400, "Cursor of another query",
        "A cursor goes on with the query that it came from, and this query differs in more than limit, explain and clusters. Repeat the query without a cursor.");

    public static readonly ProblemKind BadRequest = new("bad_request", 400, "Bad request",
        "The request does not follow HTTP.");

    public static readonly ProblemKind MissingKey = new("missing_key", 401, "Key needed",
        "The address asks for a key. Send it in the header X-Api-Key, or as \"Authorization: Bearer KEY\". Whoever runs the service gives keys out.");

    public static readonly ProblemKind WrongKey = new("wrong_key", 401, "Wrong key",
        "The key is none of those that are set in this service; it may have been replaced. Of two keys in one request, neither counts.");

    public static readonly ProblemKind ReadOnlyKey = new("read_only_key", 403, "Key for reading only",
        "The address changes papers, and the key may only read. Send a write key.");

    public static readonly ProblemKind NotFound = new("not_found", 404, "Nothing at this address",
        "The service has nothing at this address. /openapi/v1.json lists all addresses.");

    public static readonly ProblemKind PaperNotFound = new("paper_not_found", 404, "No such paper",
        "No paper of this id is in the store. It may have been left out, or was removed.");

    public static readonly ProblemKind TopicNotFound = new("topic_not_found", 404, "No such topic",
        "No topic has this number. /v1/topics lists those that there are; of one that merged into another or ended, /v1/topics/{id}/lineage tells what became of it.");

    public static readonly ProblemKind NoTopics = new("no_topics", 404, "No topics yet",
        "No topics were built of the papers of this store. Build them with the indexer's command topics build, in the data folder of the service, which then shows them without a restart.");

    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "Method not allowed",
        "The address exists, but not for this method. The header \"Allow\" names those that it takes.");

    public static readonly ProblemKind RequestTimeout = new("request_timeout", 408, "Request too slow",
        "The body of the request arrived too slowly.");

    public static readonly ProblemKind CursorExpired = new("cursor_expired", 410, "Cursor of an older index",
        "Papers were added, changed or removed since the cursor was made, so that the next page would repeat or miss some. Repeat the query without a cursor.");

    public static readonly ProblemKind BodyTooLarge = new("body_too_large", 413, "Body too large",
        "The body of a request may have up to 1 MiB.");

    public static readonly ProblemKind UnsupportedMediaType = new("unsupported_media_type", 415, "Not sent as JSON",
        "Send the body as application/json, in UTF-8; papers to be imported as application/x-ndjson.");

    public static readonly ProblemKind RateLimited = new("rate_limited", 429, "Too many requests",
        "More requests were made than one key may make in a minute, or all callers without a key together. Wait for the seconds that \"Retry-After\" names; X-RateLimit-Remaining tells how many are left.");

    public static readonly ProblemKind InternalError = new("internal_error", 500, "Internal error",
        "The service failed. Its log has the details under the trace_id of the answer.");

    public static readonly ProblemKind Starting = new("starting", 503, "Starting",
        "The service has just been started and is not ready yet. Try again after the seconds that \"Retry-After\" names; /health/ready tells how far it is.");

    public static readonly ProblemKind StoreUnavailable = new("store_unavailable", 503, "Store unavailable",
        "The store of papers refuses at the moment. The service's log says why.");

    public static readonly ProblemKind Overloaded = new("overloaded", 503, "Too much asked at once",
        "More questions wait for the sentence model than can be answered soon. Try again after the seconds that \"Retry-After\" names, with fewer requests at once.");

    public static readonly ProblemKind AnswerTimeout = new("answer_timeout", 504, "Answer not found in time",
        "The answer took longer than the service allows. A shorter text, fewer filters or a smaller limit may help.");

    /// <summary>Every kind, by status and then in the order in which a request meets them.</summary>
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        UnknownParameter, DuplicateParameter, TooManyValues, MissingParameter, EmptyParameter, TooLong, BadNumber, OutOfRange, BadChoice, BadFlag,
        BadDate, BadPeriod, BadEncoding, BadCharacter, BadJson, WrongType, ConflictingParameters, BadId, BadCursor, CursorMismatch, BadRequest,
        MissingKey, WrongKey, ReadOnlyKey, NotFound, PaperNotFound, TopicNotFound, NoTopics, MethodNotAllowed, RequestTimeout, CursorExpired, BodyTooLarge, UnsupportedMediaType,
        RateLimited, InternalError, Starting, StoreUnavailable, Overloaded, AnswerTimeout,
    ];

    /// <summary>The kind of an answer whose status was set without a word.</summary>
    public static ProblemKind OfStatus(int status) =>
        status == BadRequest.Status ? BadRequest : All.FirstOrDefault(kind => kind.Status == status) ?? (status < 500 ? BadRequest : InternalError);
}
