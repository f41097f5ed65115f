namespace Forum.Reactive.Tests.World;

/// <summary>Who may do what with a file.</summary>
internal static class FileModes
{
    /// <summary>Whether its owner may read and write it, and nobody else anything; true where files have no modes.</summary>
    public static bool IsOwnersAlone(string path) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
