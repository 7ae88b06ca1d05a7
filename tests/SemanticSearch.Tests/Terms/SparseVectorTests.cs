using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Terms;

/// <summary>What a sparse vector accepts, and when two are the same.</summary>
public class SparseVectorTests
{
    [Theory]
    [InlineData(new uint[] { 1, 2 }, new float[] { 1 }, "2 indices but 1 values")]
    [InlineData(new uint[] { }, new float[] { 1 }, "0 indices but 1 values")]
    [InlineData(new uint[] { 2, 1 }, new float[] { 1, 1 }, "Index 1 does not ascend")]
    [InlineData(new uint[] { 1, 4, 4 }, new float[] { 1, 1, 1 }, "Index 2 does not ascend")]
    [InlineData(new uint[] { 1 }, new float[] { 0 }, "positive and finite")]
    [InlineData(new uint[] { 1 }, new float[] { -1 }, "positive and finite")]
    [InlineData(new uint[] { 1 }, new float[] { float.NaN }, "positive and finite")]
    [InlineData(new uint[] { 1 }, new float[] { float.PositiveInfinity }, "positive and finite")]
    public void What_is_no_sparse_vector_is_refused_with_the_reason(uint[] indices, float[] values, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new SparseVector(indices, values)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_ends_of_the_range_are_accepted()
    {
        var vector = new SparseVector([0, uint.MaxValue], [float.Epsilon, float.MaxValue]);
        Assert.Equal(2, vector.Count);
        Assert.Equal(0, SparseVector.Empty.Count);
    }

    [Fact]
    public void Two_are_equal_when_their_content_is()
    {
        var vector = new SparseVector([1, 5], [0.5f, 2]);
        var same = new SparseVector([1, 5], [0.5f, 2]);
        Assert.Equal(vector, same);
        Assert.Equal(vector.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(vector, new SparseVector([1, 6], [0.5f, 2]));
        Assert.NotEqual(vector, new SparseVector([1, 5], [0.5f, 3]));
        Assert.NotEqual(vector, SparseVector.Empty);
        Assert.Equal(SparseVector.Empty, new SparseVector([], []));
    }
}
