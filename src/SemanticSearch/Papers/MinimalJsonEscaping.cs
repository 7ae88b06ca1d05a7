using System.Buffers;
using System.Text.Encodings.Web;

namespace SemanticSearch.Papers;

/// <summary>
/// Escapes what JSON demands (quotation mark, backslash, control characters) and nothing else. The runtime's relaxed
/// encoder also escapes whatever its Unicode tables do not know yet, so its output changes with its version.
/// </summary>
internal sealed class MinimalJsonEscaping : JavaScriptEncoder
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7F).Append('"').Append('\\').Select(c => (char)c)]);

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or 0x7F or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        var escaped = rest.IndexOfAny(Escaped);
        if (escaped >= 0)
            rest = rest[..escaped];
        // The base class looks at surrogates itself, and replaces those that have no partner.
        var surrogate = rest.IndexOfAnyInRange('\uD800', '\uDFFF');
        return surrogate >= 0 ? surrogate : escaped;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var escape = unicodeScalar is '"' or '\\' ? $"\\{(char)unicodeScalar}" : $"\\u{unicodeScalar:x4}";
        var fits = escape.AsSpan().TryCopyTo(new Span<char>(buffer, bufferLength));
        numberOfCharactersWritten = fits ? escape.Length : 0;
        return fits;
    }
}
