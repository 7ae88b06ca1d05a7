using System.Text.Json.Nodes;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Answers;

/// <summary>Papers in the order in which they were asked for.</summary>
/// <param name="Results">Each is a paper as its own address answers it, or has nothing but the id that was asked for and a problem, with code and detail.</param>
public sealed record PaperBatchAnswer(IReadOnlyList<JsonObject> Results);

/// <summary>Answers in the order of their questions.</summary>
/// <param name="Results">One for each question.</param>
public sealed record SearchBatchAnswer(IReadOnlyList<SearchBatchItem> Results);

/// <summary>What became of one question.</summary>
/// <param name="Answer">The answer, as the question alone would have got it; left out where there is a problem.</param>
/// <param name="Problem">Why there is no answer.</param>
public sealed record SearchBatchItem(RankingAnswer? Answer, BatchProblem? Problem);

/// <summary>What is wrong with one of several.</summary>
/// <param name="Code">The kind of problem, for scripts.</param>
/// <param name="Detail">What was found, and what was expected.</param>
/// <param name="Parameter">The member at fault.</param>
/// <param name="Hint">What to try.</param>
/// <param name="Valid">The names or words that would have been right.</param>
public sealed record BatchProblem(string Code, string Detail, string? Parameter, string? Hint, IReadOnlyList<string>? Valid)
{
    internal static BatchProblem Of(Problem problem) => new(problem.Kind.Code, problem.Detail, problem.Parameter, problem.Hint, problem.Valid);
}
