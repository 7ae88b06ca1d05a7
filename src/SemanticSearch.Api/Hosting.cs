namespace SemanticSearch.Api;

/// <summary>How the program comes up and goes down.</summary>
internal static class Hosting
{
    /// <summary>Adds the engine, which opens itself once the service runs.</summary>
    public static void AddEngine(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<EngineHost>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EngineHost>());
        // The last to start is the first to stop, while the engine that it works with is still there.
        builder.Services.AddHostedService<Preparer>();
    }

    /// <summary>Serves until the process is told to stop, and answers its exit code.</summary>
    public static async Task<int> ServeAsync(this WebApplication app)
    {
        try
        {
            var engine = app.Services.GetRequiredService<EngineHost>();
            await app.RunAsync();
            return engine.ExitCode;
        }
        // Such as an address that another program listens to, or a setting: the message says it all.
        catch (Exception refusal) when (ExitCodes.Of(refusal) is { } code)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return code;
        }
    }

    /// <summary>Completes when the host has started everything.</summary>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }
}
