using SemanticSearch.Contract.Answers;
using SemanticSearch.Papers;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>Some points of the map with their papers.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Results">First the points that were asked for, then those of the papers, each in the order of the question.</param>
public sealed record MapPapersAnswer(TopicMeta Meta, IReadOnlyList<MapPaperAnswer> Results);

/// <summary>A point of the map and what a card beside it shows.</summary>
/// <param name="Point">Its place in the order of the map, from 0.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Topic">The topic of the paper.</param>
public sealed record MapPaperAnswer(int Point, PlaceAnswer Place, string Id, string Title, IReadOnlyList<string> Authors, DateOnly? Date, PaperTopicAnswer Topic, string Url)
{
    public static MapPaperAnswer Of(TopicModel model, int point, Paper paper, Site site)
    {
        var place = model.Find(paper.Id)!.Value;
        return new MapPaperAnswer(
            point, PlaceAnswer.Of(place.Place), paper.Id.Value, paper.Title, paper.Authors, paper.Date, PaperTopicAnswer.Of(model, place), site.Whole(Links.Paper(paper.Id)));
    }
}
