using SemanticSearch.Storage.Embedded.Codes;

namespace SemanticSearch.Tests.Storage.Embedded.Codes;

public class ScanKernelTests
{
    public static TheoryData<string> Names => [.. ScanKernel.All.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_kernel_gives_the_sums_of_the_plain_one(string name)
    {
        var kernel = Supported(name);
        var random = new Random(1);
        foreach (var codeBytes in (int[])[1, 2, 3, 48, 512])
        {
            var (block, table) = (new byte[codeBytes * 64], new byte[codeBytes * 32]);
            random.NextBytes(block);
            var levels = Math.Min(127, ushort.MaxValue / (codeBytes * 2));
            for (var i = 0; i < table.Length; i++)
                table[i] = (byte)(random.Next(4) == 0 ? levels : random.Next(levels + 1));
            var (expected, sums) = (new ushort[64], new ushort[64]);
            PlainBlockSums.Sum(block, table, expected);
            kernel.Sums(block, table, sums);
            Assert.Equal(expected, sums);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_largest_sums_do_not_run_over(string name)
    {
        var kernel = Supported(name);
        foreach (var codeBytes in (int[])[48, 258, 512])
        {
            var levels = Math.Min(127, ushort.MaxValue / (codeBytes * 2));
            var table = new byte[codeBytes * 32];
            table.AsSpan().Fill((byte)levels);
            var sums = new ushort[64];
            kernel.Sums(new byte[codeBytes * 64], table, sums);
            Assert.All(sums, sum => Assert.Equal(levels * codeBytes * 2, sum));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_kernel_gives_the_products_of_the_plain_one(string name)
    {
        var kernel = Supported(name);
        var random = new Random(2);
        foreach (var dimensions in (int[])[8, 31, 32, 100, 384, 4096])
        {
            var row = Enumerable.Range(0, dimensions).Select(_ => (sbyte)random.Next(-127, 128)).ToArray();
            var query = Enumerable.Range(0, dimensions).Select(_ => (short)random.Next(-4095, 4096)).ToArray();
            Assert.Equal(row.Zip(query, (a, b) => a * b).Sum(), kernel.Products(row, query));
            row.AsSpan().Fill(-127);
            query.AsSpan().Fill(4095);
            Assert.Equal(-127 * 4095 * dimensions, kernel.Products(row, query));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_kernel_finds_the_same(string name)
    {
        var kernel = Supported(name);
        using var coded = CodedVectors.Made(100, 3001);
        var allowed = coded.Share(0.8);
        foreach (var query in CodeIndexTests.Queries(coded, 10))
        {
            Assert.Equal(coded.Search(query, allowed, 25, kernel: ScanKernel.Choose("scalar")), coded.Search(query, allowed, 25, kernel: kernel));
            Assert.Equal(CodeIndexTests.Rows(coded.AtLeast(query, allowed, 0.7f, ScanKernel.Choose("scalar"))), CodeIndexTests.Rows(coded.AtLeast(query, allowed, 0.7f, kernel)));
        }
    }

    [Fact]
    public void The_widest_kernel_of_the_processor_is_taken_where_none_is_named() =>
        Assert.Equal(ScanKernel.All.First(kernel => kernel.IsSupported), ScanKernel.Choose(null));

    [Fact]
    public void A_kernel_that_is_not_there_is_refused_by_its_name()
    {
        Assert.Contains("'1024'", Assert.Throws<PlatformNotSupportedException>(() => ScanKernel.Choose("1024")).Message, StringComparison.Ordinal);
        foreach (var absent in ScanKernel.All.Where(kernel => !kernel.IsSupported))
            Assert.Contains(absent.Name, Assert.Throws<PlatformNotSupportedException>(() => ScanKernel.Choose(absent.Name)).Message, StringComparison.Ordinal);
    }

    private static ScanKernel Supported(string name)
    {
        var kernel = ScanKernel.All.Single(kernel => kernel.Name == name);
        Assert.SkipUnless(kernel.IsSupported, $"This processor does not have the kernel {name}.");
        return kernel;
    }
}
