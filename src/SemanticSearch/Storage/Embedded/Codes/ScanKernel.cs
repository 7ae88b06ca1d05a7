using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>Sums a query's table over the codes of a block; all kernels give the same integers.</summary>
/// <param name="block">The codes of 64 rows, 64 bytes for each 8 dimensions.</param>
/// <param name="table">32 bytes for each 8 dimensions: the entries of the lower four, then of the upper four, at most 127 each.</param>
/// <param name="sums">Gets the sums of the 64 rows, in their order.</param>
internal delegate void BlockSums(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums);

/// <summary>Sums the products of a row's bytes with a query's steps; all kernels give the same integer.</summary>
/// <param name="row">-127 to 127, at most 4,096 of them.</param>
/// <param name="query">-4,095 to 4,095, at least as many.</param>
internal delegate int StepProduct(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> query);

/// <summary>The ways to scan, one for each width of registers, and the choice among them.</summary>
internal sealed record ScanKernel(string Name, bool IsSupported, BlockSums Sums, StepProduct Products)
{
    public const string Variable = "SEMANTICSEARCH_KERNEL";

    private static readonly Lazy<ScanKernel> Chosen = new(() => Choose(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>From the widest to the plain one.</summary>
    public static IReadOnlyList<ScanKernel> All { get; } =
    [
        new("512", Avx512BW.IsSupported, WideBlockSums.Sum512, StepProducts.Sum512),
        new("256", Avx2.IsSupported, WideBlockSums.Sum256, StepProducts.Sum256),
        // Without byte shuffles in hardware the 128-bit form would run in software, far behind the plain one.
        new("128", Vector128.IsHardwareAccelerated && (Ssse3.IsSupported || !Sse2.IsSupported), WideBlockSums.Sum128, StepProducts.Sum128),
        new("scalar", true, PlainBlockSums.Sum, StepProducts.Plain),
    ];

    /// <summary>The kernel of this process: the widest that the processor has, or the one that the environment names.</summary>
    /// <exception cref="PlatformNotSupportedException">The environment names one that is unknown or that the processor lacks.</exception>
    public static ScanKernel Current => Chosen.Value;

    /// <summary>The kernel of that name, or the widest where there is no name.</summary>
    /// <exception cref="PlatformNotSupportedException">It is unknown, or the processor lacks it.</exception>
    public static ScanKernel Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return All.First(kernel => kernel.IsSupported);
        var named = All.FirstOrDefault(kernel => kernel.Name == name)
            ?? throw new PlatformNotSupportedException($"{Variable} is '{name}'; it may be {string.Join(", ", All.Select(kernel => kernel.Name))}.");
        return named.IsSupported ? named : throw new PlatformNotSupportedException(
            $"{Variable} asks for {name}, which this processor does not have; it has {string.Join(", ", All.Where(kernel => kernel.IsSupported).Select(kernel => kernel.Name))}.");
    }
}
