using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>One message of a unary call: a byte that says whether it is compressed, four of length, big-endian, and the message.</summary>
internal static class GrpcFrame
{
    public const int HeaderBytes = 5;

    public static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var bytes = body.ToArray();
        var message = bytes[HeaderBytes..];
        if (bytes[0] == 0)
            return message;
        if (request.Headers["grpc-encoding"] != "gzip")
            throw QdrantDouble.Refused(StatusCode.Unimplemented, "Content is compressed with an encoding which isn't supported");
        using var plain = new MemoryStream();
        await using (var gzip = new GZipStream(new MemoryStream(message), CompressionMode.Decompress))
            await gzip.CopyToAsync(plain, request.HttpContext.RequestAborted);
        return plain.ToArray();
    }

    public static async Task WriteAsync(HttpResponse response, byte[] message)
    {
        await response.Body.WriteAsync(Header(message.Length), response.HttpContext.RequestAborted);
        await response.Body.WriteAsync(message, response.HttpContext.RequestAborted);
    }

    /// <summary>Begins an answer that never comes to its end.</summary>
    public static async Task WriteBeginningAsync(HttpResponse response)
    {
        await response.Body.WriteAsync(Header(1000));
        await response.Body.WriteAsync(new byte[10]);
        await response.Body.FlushAsync();
    }

    private static byte[] Header(int length)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), length);
        return header;
    }
}
