using System.Collections.Concurrent;
using System.IO.Hashing;
using Microsoft.Extensions.FileProviders;

namespace SemanticSearch.Api.Pages;

/// <summary>The files that pages load: styles and scripts, each at an address that changes with its content, so that a browser may keep it for good.</summary>
internal sealed class PageFiles(IWebHostEnvironment environment)
{
    private const string MarkParameter = "v";
    private const string ForGood = "public, max-age=31536000, immutable";

    private readonly ConcurrentDictionary<string, string> _marks = new(StringComparer.Ordinal);
    private string? _version;

    /// <summary>A mark of all files together: a page that names them is another one when one of them is.</summary>
    public string Version => _version ??= Hash(Names("").Order(StringComparer.Ordinal).Select(Mark));

    /// <summary>The address of a file.</summary>
    public string Address(string name) => $"/{name}?{MarkParameter}={Mark(name)}";

    /// <summary>How long a file may be kept by who asked for it: whoever does not name its state has to ask again.</summary>
    public string Keeping(HttpRequest request) => request.Query[MarkParameter] == Mark(request.Path.Value?.TrimStart('/') ?? "") ? ForGood : "no-cache";

    private IEnumerable<string> Names(string folder) => environment.WebRootFileProvider.GetDirectoryContents(folder)
        .SelectMany(file => file.IsDirectory ? Names($"{folder}{file.Name}/") : [folder + file.Name]);

    private string Mark(string name) => _marks.GetOrAdd(name, static (name, files) => MarkOf(files.GetFileInfo(name)), environment.WebRootFileProvider);

    private static string MarkOf(IFileInfo file)
    {
        if (!file.Exists)
            return "0";
        using var content = file.CreateReadStream();
        var hash = new XxHash64();
        hash.Append(content);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static string Hash(IEnumerable<string> marks) => Convert.ToHexStringLower(XxHash64.Hash(System.Text.Encoding.ASCII.GetBytes(string.Concat(marks))));
}

/// <summary>How the program serves them.</summary>
internal static class PageFilesPipeline
{
    public static void UsePageFiles(this WebApplication app)
    {
        var files = app.Services.GetRequiredService<PageFiles>();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = files.Keeping(file.Context.Request) });
    }
}
