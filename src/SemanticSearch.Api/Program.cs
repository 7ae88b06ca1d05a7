using SemanticSearch.Api;
using SemanticSearch.Api.Access;
using SemanticSearch.Api.Agents;
using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Observing;
using SemanticSearch.Api.Pages;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddEngine();
builder.AddEdge();
builder.AddAccess();
builder.AddObservability();
builder.AddOpenApiDocument();
builder.AddAgents();

var app = builder.Build();
app.UseEdge();
app.UsePageFiles();
app.UseRouting();
app.UseAccess();

app.MapSearch();
app.MapOutputs();
app.MapBatches();
app.MapPapers();
app.MapExport();
app.MapImport();
app.MapResolve();
app.MapSuggest();
app.MapSimilar();
app.MapTopics();
app.MapTrending();
app.MapAssign();
app.MapMap();
app.MapMapPoints();
app.MapStatus();
app.MapHealth();
app.MapMetrics();
app.MapProblems();
app.MapAgents();
app.MapGuide();
app.MapOpenApiDocument();
app.MapPages();

return await app.ServeAsync();
