using SemanticSearch.Benchmarks;

return await Benchmark.RunAsync(args);
