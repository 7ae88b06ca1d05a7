using System.Text;
using System.Text.Unicode;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Parameters;

/// <summary>Reads percent-encoded text and refuses what stock readers pass through as it is.</summary>
internal static class PercentEncoding
{
    /// <param name="encoded">A part of an address as it was sent.</param>
    /// <param name="plusIsSpace">Whether a plus sign means a space, as it does in query strings.</param>
    /// <param name="place">Where the text stands, for the message.</param>
    /// <exception cref="ProblemException">A percent sign without two digits, or bytes that are not UTF-8.</exception>
    public static string Decode(string encoded, bool plusIsSpace, string place)
    {
        if (!encoded.AsSpan().ContainsAny('%', '+') && Ascii.IsValid(encoded))
            return encoded;
        var raw = Encoding.UTF8.GetBytes(encoded);
        var bytes = new byte[raw.Length];
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
            bytes[length++] = raw[i] switch
            {
                (byte)'%' => Escaped(raw, ref i, place),
                (byte)'+' when plusIsSpace => (byte)' ',
                _ => raw[i],
            };
        return Utf8.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw ProblemCatalogue.BadEncoding.Refusal($"{place} is not UTF-8 once its percent signs are read.");
    }

    private static byte Escaped(byte[] raw, ref int at, string place)
    {
        if (at + 2 >= raw.Length || !char.IsAsciiHexDigit((char)raw[at + 1]) || !char.IsAsciiHexDigit((char)raw[at + 2]))
            throw ProblemCatalogue.BadEncoding.Refusal($"{place} has a percent sign without two hexadecimal digits after it.");
        var value = Convert.FromHexString([(char)raw[at + 1], (char)raw[at + 2]])[0];
        at += 2;
        return value;
    }
}
