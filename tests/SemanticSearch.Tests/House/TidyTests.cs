using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SemanticSearch.Tests.House;

/// <summary>The size and the order of the source, held by a test so that they do not drift.</summary>
public class TidyTests
{
    private const int MaxFileLines = 400;
    private const int MaxFunctionLines = 70;

    /// <summary>Names that say nothing about what a type does.</summary>
    private static readonly string[] EmptyNames = ["Helper", "Helpers", "Manager", "Utils", "Utility", "Service", "Common"];

    /// <summary>Functions that may be longer, each a loop over registers that reads worse in pieces. The list only shrinks.</summary>
    private static readonly string[] LongFunctions = [];

    /// <summary>What each room of the engine, and of what is asked of it, may use, beside the ones that those may use. The rooms of a flow never see each other.</summary>
    private static readonly Dictionary<string, string[]> Uses = new()
    {
        ["Papers"] = [],
        ["Embeddings"] = [],
        ["Terms"] = [],
        ["Storage"] = ["Papers", "Terms"],
        ["Storage.Embedded"] = ["Storage", "Papers", "Terms"],
        ["Storage.Qdrant"] = ["Storage", "Papers", "Terms"],
        ["Versions"] = ["Storage", "Embeddings", "Papers", "Terms"],
        ["Indexing"] = ["Versions", "Storage", "Embeddings", "Papers", "Terms"],
        ["Search"] = ["Versions", "Storage", "Embeddings", "Papers", "Terms"],
        ["Topics"] = ["Storage", "Embeddings", "Papers", "Terms"],
        ["Evaluation"] = ["Search", "Versions", "Indexing", "Storage", "Embeddings", "Papers", "Terms"],
    };

    [Fact]
    public void Files_and_functions_are_of_a_size_that_one_can_hold_in_mind()
    {
        Assert.DoesNotContain(SourceFiles().Select(file => (File: file, Lines: File.ReadAllLines(file).Length)), file => file.Lines > MaxFileLines);
        Assert.DoesNotContain(SourceFiles().SelectMany(Functions), function => function.Lines > MaxFunctionLines && !LongFunctions.Contains(function.Name));
    }

    [Fact]
    public void Exceptions_to_the_size_are_still_needed() =>
        Assert.Equal(LongFunctions.Order(), SourceFiles().SelectMany(Functions).Where(function => function.Lines > MaxFunctionLines).Select(function => function.Name).Distinct().Order());

    [Fact]
    public void A_namespace_is_its_folder_and_a_name_says_something()
    {
        foreach (var file in SourceFiles())
        {
            var root = Parse(file);
            Assert.All(root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>(), declared => Assert.Equal(NamespaceOf(file), declared.Name.ToString()));
            Assert.All(root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>(), type =>
                Assert.DoesNotContain(EmptyNames, word => type.Identifier.Text.EndsWith(word, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Rooms_use_only_the_rooms_before_them()
    {
        foreach (var file in SourceFiles().Where(file => file.Contains("/src/SemanticSearch/", StringComparison.Ordinal)))
        {
            var room = NamespaceOf(file)["SemanticSearch".Length..].TrimStart('.');
            if (room.Length == 0)
                continue;
            var uses = Uses.Where(rule => room == rule.Key || room.StartsWith(rule.Key + ".", StringComparison.Ordinal)).MaxBy(rule => rule.Key.Length);
            Assert.True(uses.Key is not null, $"{file}: the room {room} has no rule in this test.");
            foreach (var used in Parse(file).DescendantNodes().OfType<UsingDirectiveSyntax>().Select(directive => directive.Name!.ToString())
                .Where(name => name.StartsWith("SemanticSearch.", StringComparison.Ordinal)).Select(name => name["SemanticSearch.".Length..]))
            {
                var allowed = uses.Value.Contains(used) || used == uses.Key || used.StartsWith(uses.Key + ".", StringComparison.Ordinal)
                    || (room.StartsWith(used + ".", StringComparison.Ordinal) && used.StartsWith(uses.Key, StringComparison.Ordinal));
                Assert.True(allowed, $"{Path.GetRelativePath(Repository.Root, file)}: {room} may not use {used}.");
            }
        }
    }

    [Fact]
    public void Interfaces_are_few()
    {
        var types = SourceFiles().SelectMany(file => Parse(file).DescendantNodes().OfType<BaseTypeDeclarationSyntax>()).ToList();
        Assert.Equal(["IPaperSource", "IPaperStore"], types.OfType<InterfaceDeclarationSyntax>().Select(type => type.Identifier.Text).Order());
    }

    private static IEnumerable<(string Name, int Lines)> Functions(string file) =>
        from node in Parse(file).DescendantNodes()
        where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let span = node.GetLocation().GetLineSpan()
        select ($"{Path.GetFileNameWithoutExtension(file)}.{(node as MethodDeclarationSyntax)?.Identifier.Text}", span.EndLinePosition.Line - span.StartLinePosition.Line + 1);

    private static string NamespaceOf(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file))!;
        return folder.Replace('/', '.');
    }

    private static SyntaxNode Parse(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot();

    private static IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
