using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Agents;

/// <summary>The Model Context Protocol over HTTP, without sessions.</summary>
internal static class AgentEndpoint
{
    public const string Path = "/mcp";

    private const string Instructions =
        "Searches a corpus of scientific papers by meaning. Begin with search or topics; ask for the members you need with select, such as [\"id\", \"title\", \"date\"]. Ids of results go into paper and similar.";

    public static void AddAgents(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddMcpServer(options => (options.ServerInfo, options.ServerInstructions) = (new Implementation { Name = "SemanticSearch", Version = "v1" }, Instructions))
            .WithHttpTransport().WithListToolsHandler(ListAsync).WithCallToolHandler(CallAsync);
    }

    public static void MapAgents(this IEndpointRouteBuilder routes) => routes.MapMcp(Path).ExcludeFromDescription();

    private static async ValueTask<ListToolsResult> ListAsync(RequestContext<ListToolsRequestParams> request, CancellationToken cancellationToken)
    {
        var tools = new List<Tool>();
        foreach (var tool in AgentTool.All)
            tools.Add(new Tool
            {
                Name = tool.Name,
                Description = tool.Description,
                InputSchema = await SchemaAsync(tool.Parameters, cancellationToken),
                Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
            });
        return new ListToolsResult { Tools = tools };
    }

    private static async Task<JsonElement> SchemaAsync(ParameterTable parameters, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await parameters.Schema().SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken));
        return document.RootElement.Clone();
    }

    private static async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var tool = AgentTool.All.FirstOrDefault(tool => tool.Name == request.Params?.Name)
            ?? throw new McpProtocolException($"There is no tool {Quote.Of(request.Params?.Name ?? "")}.", McpErrorCode.InvalidParams);
        var context = request.Services!.GetRequiredService<IHttpContextAccessor>().HttpContext!;
        try
        {
            var arguments = JsonSerializer.SerializeToElement(request.Params!.Arguments ?? new Dictionary<string, JsonElement>());
            var given = JsonBody.Read(arguments, tool.Parameters);
            return Result(await tool.RunAsync(context.RequestServices.GetRequiredService<EngineHost>().Engine, given, context.Request.Site(), cancellationToken));
        }
        catch (ProblemException refusal)
        {
            return Refused(refusal.Problem);
        }
        catch (PaperNotFoundException missing)
        {
            return Refused(Problem.PaperNotFound(missing.Id));
        }
        catch (StoreException refusal)
        {
            return Refused(Problem.StoreRefuses(refusal));
        }
    }

    private static CallToolResult Refused(Problem problem)
    {
        var result = Result(AnswerJson.Of(BatchProblem.Of(problem)));
        result.IsError = true;
        return result;
    }

    private static CallToolResult Result(JsonObject answer) => new() { Content = [new TextContentBlock { Text = answer.ToJsonString(AnswerJson.Options) }] };
}
