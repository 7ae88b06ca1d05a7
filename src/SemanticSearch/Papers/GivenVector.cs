using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Text;
using System.Text.Json;

namespace SemanticSearch.Papers;

/// <summary>
/// A paper's vector as a record may carry it, so that nobody need embed the paper again: the object <c>encoded</c> with the fields
/// <c>model</c>, <c>text</c> and <c>float16</c>.
/// </summary>
/// <param name="Model">The hash of the model that made it; another model's vector is of no use.</param>
/// <param name="TextHash">See <see cref="HashOf"/>; where the text is another by now, the vector is of no use either.</param>
/// <param name="Float16">The numbers as little-endian float16, 2 bytes each.</param>
public sealed record GivenVector(string Model, ulong TextHash, byte[] Float16)
{
    public const string FieldName = "encoded";

    /// <summary>XXH3 (64 bits) over title, line end and abstract in UTF-8.</summary>
    public static ulong HashOf(Paper paper) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{paper.Title}\n{paper.Abstract}"));

    /// <summary>The vector, where it is that model's and of the paper's present text; null where it is not, or no vector of unit length.</summary>
    /// <param name="paper">The paper whose record carries it.</param>
    /// <param name="model">The hash of the model that is wanted.</param>
    /// <param name="dimensions">Length of that model's vectors.</param>
    public float[]? For(Paper paper, string model, int dimensions)
    {
        if (Model != model || Float16.Length != 2 * dimensions || TextHash != HashOf(paper))
            return null;
        var vector = Papers.Float16.Decode(Float16);
        // Float16 moves the length of a unit vector by less than a thousandth.
        return MathF.Abs(TensorPrimitives.Norm<float>(vector) - 1) < 0.01f ? vector : null;
    }

    /// <summary>Writes the field into an object that is being written.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject(FieldName);
        json.WriteString("model", Model);
        json.WriteString("text", TextHash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteBase64String("float16", Float16);
        json.WriteEndObject();
    }

    /// <summary>What the field of a record gives; null where it has none.</summary>
    internal static GivenVector? Read(RecordFields fields)
    {
        if (fields.Value(FieldName) is not { ValueKind: JsonValueKind.Object } value)
            return null;
        var within = new RecordFields(value);
        var (model, text) = (within.Text("model", 200), within.Text("text", 16));
        if (model is not null
            && ulong.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var hash)
            && within.Value("float16") is { ValueKind: JsonValueKind.String } base64 && base64.TryGetBytesFromBase64(out var bytes))
            return new GivenVector(model, hash, bytes);
        fields.Bad(FieldName, "is not what an export writes", "an object with model, text (16 hexadecimal digits) and float16 (base64), or no such field");
        return null;
    }
}
