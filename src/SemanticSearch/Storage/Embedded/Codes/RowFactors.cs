namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// What turns the sums over a row's bits into estimates of its similarity to a query. With the centre c, the rotated distances
/// u of the query and v of the row from it, and the signs s and t of v and of what s leaves over:
/// similarity = query . c + Offset + u . v, where u . v is about Slope (u . s), and better FineSlope (u . s) + FineStep (u . t).
/// </summary>
/// <remarks>
/// The factors make the estimates unbiased (RaBitQ, Gao and Long, SIGMOD 2024): the vector a code stands for is stretched until its
/// projection on v is v itself. What is then left, e, is at right angles to v, and after a random rotation u . e has a standard
/// deviation of at most |u| |e| / root of the dimensions.
/// </remarks>
/// <param name="Offset">c . v</param>
/// <param name="Slope">|v|^2 / |v|_1, at least 0</param>
/// <param name="FineSlope">The part of s in the best combination of both signs.</param>
/// <param name="FineStep">The part of t in it.</param>
/// <param name="FineError">|e| of that combination over the root of the dimensions.</param>
internal readonly record struct RowFactors(float Offset, float Slope, float FineSlope, float FineStep, float FineError);
