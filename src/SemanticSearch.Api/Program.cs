using SemanticSearch.Api;
using SemanticSearch.Api.Access;
using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Observing;
using SemanticSearch.Api.Pages;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddEngine();
builder.AddEdge();
builder.AddAccess();
builder.AddObservability();
builder.AddOpenApiDocument();

var app = builder.Build();
app.UseEdge();
app.UseStaticFiles();
app.UseRouting();
app.UseAccess();

app.MapSearch();
app.MapPapers();
app.MapSimilar();
app.MapTopics();
app.MapTrending();
app.MapAssign();
app.MapMap();
app.MapHealth();
app.MapMetrics();
app.MapProblems();
app.MapOpenApiDocument();
app.MapPages();

return await app.ServeAsync();
