using SemanticSearch.Contract.Answers;

namespace SemanticSearch.Api.Answers;

/// <summary>Tells where this service is from how it was reached.</summary>
internal static class RequestSite
{
    /// <summary>The name by which a request reached the service; unknown where it does not tell.</summary>
    public static Site Site(this HttpRequest request) =>
        new(request.Host.HasValue ? $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase}" : request.PathBase.ToString());
}
