using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SemanticSearch.Tests.Api;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, Dictionary<string, string> Headers, string Body);

/// <summary>Sends bytes as they are: an HTTP client would mend half of what a hostile caller sends.</summary>
internal static class RawHttp
{
    /// <param name="headers">More header lines, each with its end.</param>
    public static async Task<RawAnswer> SendAsync(Uri service, string method, string target, string? contentType, byte[]? body, string accept = "*/*", string headers = "")
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {service.Authority}\r\nConnection: close\r\nAccept: {accept}\r\n");
        if (contentType is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\n");
        if (body is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        head.Append(headers).Append("\r\n");
        return await SendAsync(service, [.. Encoding.Latin1.GetBytes(head.ToString()), .. body ?? []]);
    }

    /// <summary>Sends bytes that may be no request at all.</summary>
    public static async Task<RawAnswer> SendAsync(Uri service, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Host, service.Port);
        await using var stream = client.GetStream();
        var received = ReceiveAsync(stream);
        try
        {
            await stream.WriteAsync(request);
        }
        catch (IOException)
        {
            // A service that refuses a large body stops reading it; its answer is there all the same.
        }
        return Parse(await received);
    }

    private static async Task<byte[]> ReceiveAsync(NetworkStream stream)
    {
        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received);
        }
        catch (IOException) when (received.Length > 0)
        {
            // The connection was reset after the answer, since part of the body was never read.
        }
        return received.ToArray();
    }

    private static RawAnswer Parse(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No answer: {text}");
        var lines = text[..end].Split("\r\n");
        // A header may come in several lines, which are one list.
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).GroupBy(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => string.Join(", ", group), StringComparer.OrdinalIgnoreCase);
        var body = text[(end + 4)..];
        if (headers.TryGetValue("Transfer-Encoding", out var encoding) && encoding == "chunked")
            body = Unchunked(body);
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)));
    }

    private static string Unchunked(string chunks)
    {
        var whole = new StringBuilder();
        while (true)
        {
            var line = chunks.IndexOf("\r\n", StringComparison.Ordinal);
            var length = int.Parse(chunks[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                return whole.ToString();
            whole.Append(chunks, line + 2, length);
            chunks = chunks[(line + 2 + length + 2)..];
        }
    }
}
