using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SemanticSearch.Api.Settings;

namespace SemanticSearch.Api.Access;

/// <summary>Where the service may listen: for other machines only with keys, or where it is said that none are wanted.</summary>
internal static class ListeningRule
{
    /// <summary>Is asked about every address before the server listens to it.</summary>
    /// <exception cref="OpenAddressException">Other machines could reach the address, and no keys are set.</exception>
    public static void Require(ListenOptions listen, ServiceOptions options)
    {
        if (!options.HasKeys && !options.AllowAnonymous && !IsOfThisMachine(listen))
            throw new OpenAddressException(
                $"Other machines can reach {listen.EndPoint}, and no keys are set. Set {EngineConfiguration.Section}:Keys:Read:0 or {EngineConfiguration.Section}:Keys:Write:0 to the SHA-256 of a key, "
                + $"set {EngineConfiguration.Section}:AllowAnonymous to true to let everybody read, or listen to localhost.");
    }

    // A socket in the file system is guarded by the rights of its file.
    private static bool IsOfThisMachine(ListenOptions listen) =>
        listen.SocketPath is not null || (listen.IPEndPoint is { } address && IPAddress.IsLoopback(address.Address));
}

/// <summary>The service was told to listen where everybody could reach it.</summary>
internal sealed class OpenAddressException(string message) : IOException(message);
