using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>The codes of a segment, wherever they are.</summary>
internal readonly ref struct CodeSpans(CodeLayout layout, ReadOnlySpan<byte> blocks, ReadOnlySpan<byte> fine)
{
    private readonly ReadOnlySpan<byte> _blocks = blocks;
    private readonly ReadOnlySpan<byte> _fine = fine;

    public CodeLayout Layout { get; } = layout;

    public ReadOnlySpan<byte> Block(int block) => _blocks.Slice(block * Layout.BlockBytes, Layout.BlockBytes);

    /// <summary>The second bits of a row, followed by its factors.</summary>
    public ReadOnlySpan<byte> Fine(int row) => _fine.Slice(row * Layout.FineBytes, Layout.FineBytes);

    /// <summary>Has the second bits of a row brought near, where the processor can be asked to.</summary>
    public unsafe void Prefetch(int row)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in Fine(row)[0])));
    }
}
