using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Contract.Answers;

/// <summary>Writes scores with six decimals: more than any ranking needs, and fewer digits than a float can be trusted with.</summary>
public sealed class RoundedNumber : JsonConverter<float>
{
    private const int Decimals = 6;

    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetSingle();

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Math.Round((double)value, Decimals));
}
