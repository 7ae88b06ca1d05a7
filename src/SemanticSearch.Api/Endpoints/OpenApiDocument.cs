using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SemanticSearch.Api.Access;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Describes the interface from the same tables that read the requests.</summary>
internal static class OpenApiDocument
{
    private const string Path = "/openapi/v1.json";
    private const string KeyScheme = "key";
    private const string BearerScheme = "bearer";

    public static void AddOpenApiDocument(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DescribeService);
        options.AddOperationTransformer(AddParameters);
        options.AddSchemaTransformer(DescribeAnswers);
    });

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi(Path);

    private static Task DescribeService(Microsoft.OpenApi.OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SemanticSearch",
            Version = "v1",
            Description = "Finds scientific papers by the meaning of a question, and papers like others.",
        };
        // By which name the service is reached is the caller's to know.
        document.Servers = [new OpenApiServer { Url = "/" }];
        DescribeKeys(document);
        // HEAD goes without saying where there is GET.
        foreach (var path in document.Paths.Values)
            path.Operations?.Remove(HttpMethod.Head);
        return Task.CompletedTask;
    }

    /// <summary>A service may ask for a key, in either header, or for none.</summary>
    private static void DescribeKeys(Microsoft.OpenApi.OpenApiDocument document)
    {
        document.AddComponent(KeyScheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Caller.KeyHeader });
        document.AddComponent(BearerScheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
        document.Security =
        [
            new OpenApiSecurityRequirement(),
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
        ];
    }

    private static Task AddParameters(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters = [];
        foreach (var inPath in metadata.OfType<Parameter>())
            operation.Parameters.Add(Describe(inPath, ParameterLocation.Path));
        if (metadata.OfType<ParameterTable>().FirstOrDefault() is not { } table)
            return Task.CompletedTask;
        if (table.InBody)
            operation.RequestBody = Body(table);
        else
            foreach (var parameter in table.Parameters)
                operation.Parameters.Add(Describe(parameter, ParameterLocation.Query));
        return Task.CompletedTask;
    }

    private static OpenApiParameter Describe(Parameter parameter, ParameterLocation location) => new()
    {
        Name = parameter.Name,
        In = location,
        Description = parameter.Description,
        Required = parameter.Required || location == ParameterLocation.Path,
        Schema = parameter.Schema(),
        Explode = parameter.MaxCount > 1,
    };

    private static OpenApiRequestBody Body(ParameterTable table) =>
        new() { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = table.Schema() } } };

    // Scores are rounded by a converter of our own, through which the generator cannot see.
    private static Task DescribeAnswers(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is var inner && (inner ?? context.JsonTypeInfo.Type) == typeof(float))
            (schema.Type, schema.Format) = (inner is null ? JsonSchemaType.Number : JsonSchemaType.Number | JsonSchemaType.Null, "float");
        // What is null is left out of an answer, so nobody may count on it.
        foreach (var property in context.JsonTypeInfo.Properties.Where(property => property.IsGetNullable))
            schema.Required?.Remove(property.Name);
        return Task.CompletedTask;
    }
}
