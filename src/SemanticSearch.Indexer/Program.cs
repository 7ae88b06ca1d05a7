using SemanticSearch.Indexer;
using SemanticSearch.Indexer.Verbs;

return await CommandLine.RunAsync(
    args,
    IndexVerb.Create(),
    SearchVerb.Create(),
    SimilarVerb.Create(),
    PaperVerb.Create(),
    TopicsVerb.Create(),
    EvalVerb.Create(),
    CheckVerb.Create(),
    BackupVerb.Create(),
    ExportVerb.Create(),
    RebuildVerb.Create());
