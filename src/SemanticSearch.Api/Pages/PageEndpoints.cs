using System.Globalization;
using SemanticSearch.Api.Answers;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Pages;

/// <summary>The pages for readers. They read the same parameters as the interface and show the same answers.</summary>
internal static class PageEndpoints
{
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").WithMetadata(new ForReaders(), new AlsoTagged(Rest)).ExcludeFromDescription().AreKnownByTag();
        pages.MapSearchPage();
        pages.MapPaperPage();
        pages.MapTopicPages();
        pages.MapMapPage();
        pages.MapStatusPage();
    }

    /// <summary>What pages follow from beside the papers: the files that they load, and the day, since trends fade.</summary>
    public static string Rest(HttpContext context) => string.Create(
        CultureInfo.InvariantCulture, $"{context.RequestServices.GetRequiredService<PageFiles>().Version} {context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow():yyyyMMdd}");

    /// <summary>What the foot of every page says of the papers.</summary>
    public static string Corpus(Engine engine, StoreStatistics statistics) =>
        string.Create(CultureInfo.InvariantCulture, $"{statistics.Papers:N0} papers, compared by {engine.Model.Name}");

    /// <inheritdoc cref="Corpus(Engine, StoreStatistics)"/>
    public static async Task<string> CorpusAsync(Engine engine, CancellationToken cancellationToken) =>
        Corpus(engine, await engine.Store.StatisticsAsync(cancellationToken));
}
