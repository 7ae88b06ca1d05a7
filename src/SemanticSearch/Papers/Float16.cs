using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SemanticSearch.Papers;

/// <summary>Vectors as little-endian float16, 2 bytes a dimension: how they are kept, and how records carry them.</summary>
internal static class Float16
{
    /// <summary>Rounds a vector.</summary>
    public static byte[] Encode(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[2 * vector.Length];
        TensorPrimitives.ConvertToHalf(vector, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>Reads a vector as float32, exactly.</summary>
    public static float[] Decode(ReadOnlySpan<byte> bytes)
    {
        var vector = new float[bytes.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), vector);
        return vector;
    }
}
