using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Pages;

/// <summary>Makes HTML of a component, which encodes every text that it shows.</summary>
internal static class PageAnswer
{
    private const string ContentType = "text/html; charset=utf-8";

    /// <summary>Answers a component as a whole page.</summary>
    public static async Task<IResult> OfAsync<T>(HttpContext context, params (string Name, object? Value)[] parameters)
        where T : IComponent => TypedResults.Content(await RenderAsync<T>(context, parameters), ContentType);

    /// <summary>Writes a problem as a page. The status is set already.</summary>
    public static async Task WriteProblemAsync(HttpContext context, Problem problem)
    {
        var html = Encoding.UTF8.GetBytes(await RenderAsync<ProblemPage>(
            context, (nameof(ProblemPage.Problem), problem), (nameof(ProblemPage.Fields), PageFields.Of(context.Request))));
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = html.Length;
        await context.Response.Body.WriteAsync(html, context.RequestAborted);
    }

    private static async Task<string> RenderAsync<T>(HttpContext context, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var view = ParameterView.FromDictionary(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
            var page = await renderer.RenderComponentAsync<T>(view);
            await using var html = new StringWriter(CultureInfo.InvariantCulture);
            page.WriteHtmlTo(html);
            return html.ToString();
        });
    }
}
