namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>What a segment measured about its codes when they were written, with stored vectors as queries.</summary>
/// <param name="CoarseMargin">How far the similarity may be above the estimate from one bit, in units of the row's slope times the query's distance from the centre.</param>
/// <param name="FineMargin">How far it may be above the estimate from two bits, in units of the row's error times that distance.</param>
/// <param name="Recall">The share of the true ten nearest that the search found, 0 to 1.</param>
/// <param name="Refined">Mean rows whose second bits were read for the ten nearest.</param>
/// <param name="Rescored">Mean rows whose exact similarity was computed for the ten nearest.</param>
/// <param name="Sample">How many stored vectors were the queries; 0 where the segment is too small for the codes to be used.</param>
internal sealed record CodeCalibration(float CoarseMargin, float FineMargin, float Recall, float Refined, float Rescored, int Sample);
