using System.Text.Encodings.Web;

namespace SemanticSearch.Papers;

/// <summary>
/// Escapes what JSON demands (quotation mark, backslash, control characters) and nothing else. The runtime's relaxed
/// encoder also escapes whatever its Unicode tables do not know yet, so its output changes with its version.
/// </summary>
internal sealed class MinimalJsonEscaping : JavaScriptEncoder
{
    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or 0x7F or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            // The base class looks at surrogates itself, and replaces those that have no partner.
            if (WillEncode(text[i]) || char.IsSurrogate(text[i]))
                return i;
        }
        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var escape = unicodeScalar is '"' or '\\' ? $"\\{(char)unicodeScalar}" : $"\\u{unicodeScalar:x4}";
        var fits = escape.AsSpan().TryCopyTo(new Span<char>(buffer, bufferLength));
        numberOfCharactersWritten = fits ? escape.Length : 0;
        return fits;
    }
}
