using System.Buffers.Binary;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Codes;

namespace SemanticSearch.Tests.Storage.Embedded.Codes;

public class CodeWriterTests
{
    [Fact]
    public void The_same_vectors_give_the_same_bytes()
    {
        var vectors = CodedVectors.Random(64, 5000, seed: 2);
        Assert.Equal(CodedVectors.Write(64, vectors), CodedVectors.Write(64, vectors));
    }

    [Fact]
    public void A_paper_of_384_dimensions_takes_116_bytes()
    {
        Assert.Equal(52 * 6400, new CodeLayout(384, 6400).BlocksLength);
        Assert.Equal(64 * 6400, new CodeLayout(384, 6400).FineLength);
    }

    [Fact]
    public void Numbers_that_no_segment_has_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CodedVectors.Write(4, new float[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CodedVectors.Write(8, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => CodedVectors.Write(4097, new float[4097]));
    }

    [Fact]
    public void Cancelling_ends_the_writing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => CodeWriter.Write(Stream.Null, new float[8], 10, (_, vector) => vector.Clear(), cancelled.Token));
    }

    [Fact]
    public void Cut_codes_are_refused()
    {
        var payload = CodedVectors.Write(32, CodedVectors.Random(32, 100, seed: 2));
        foreach (var length in (int[])[1, 40, 64, 192, payload.Length - 1])
            Assert.Throws<InvalidDataException>(() => Open(payload[..length], length));
        Assert.Throws<InvalidDataException>(() => Open([.. payload, 0], payload.Length + 1));
        Assert.Throws<InvalidDataException>(() => Open(payload, payload.Length + 1));
        Assert.Throws<InvalidDataException>(() => Open(payload, -1));
        Assert.Throws<InvalidDataException>(() => Open(payload, long.MaxValue));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 99)]
    [InlineData(8, 0)]
    [InlineData(8, 40)]
    [InlineData(8, int.MaxValue)]
    [InlineData(12, -1)]
    [InlineData(12, 0)]
    [InlineData(12, 101)]
    [InlineData(12, int.MaxValue)]
    [InlineData(16, -1)]
    [InlineData(20, -1)]
    [InlineData(24, -1)]
    public void Wrong_headers_are_refused(int offset, int value)
    {
        var payload = CodedVectors.Write(32, CodedVectors.Random(32, 100, seed: 2));
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(offset), value);
        Assert.Throws<InvalidDataException>(() => Open(payload, payload.Length));
    }

    private static CodeIndex Open(byte[] payload, long length)
    {
        using var folder = new TemporaryFolder();
        var path = folder["codes"];
        File.WriteAllBytes(path, payload);
        return CodeIndex.Open(MappedBytes.OfFile(path), 0, length);
    }
}
