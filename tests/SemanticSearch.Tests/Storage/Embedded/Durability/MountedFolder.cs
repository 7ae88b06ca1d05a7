using System.Diagnostics;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>A file system of its own, where mounting is allowed; a test that needs one is skipped where it is not.</summary>
internal sealed class MountedFolder : IDisposable
{
    private readonly string _path;

    private MountedFolder(string path) => _path = path;

    /// <summary>A file system in memory that holds so many KiB.</summary>
    public static MountedFolder OfSizeOrSkip(string path, int kibibytes) => OrSkip(path, ["-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", path]);

    /// <summary>The content of another folder, where nobody may write, not even the administrator.</summary>
    public static MountedFolder ReadOnlyOrSkip(string path, string source)
    {
        var mounted = OrSkip(path, ["--bind", source, path]);
        Assert.SkipUnless(Run("mount", "-o", "remount,ro,bind", path), "A folder cannot be mounted read-only here.");
        return mounted;
    }

    public void Resize(int kibibytes) => Assert.True(Run("mount", "-o", $"remount,size={kibibytes}k", _path));

    public void Dispose() => Run("umount", "--lazy", _path);

    private static MountedFolder OrSkip(string path, string[] arguments)
    {
        Directory.CreateDirectory(path);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", arguments), "File systems cannot be mounted here; run as root to see this test.");
        return new MountedFolder(path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
