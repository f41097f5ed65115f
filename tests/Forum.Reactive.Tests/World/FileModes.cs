namespace Forum.Reactive.Tests.World;

/// <summary>Who may do what with a file.</summary>
internal static class FileModes
{
    /// <summary>Whether its owner may read and write it, and nobody else anything; true where files have no modes.</summary>
    public static bool IsOwnersAlone(string path) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Whether its owner, and nobody else, may do anything, and may run it; true where files have no modes.</summary>
    public static bool IsOwnersToRun(string path) =>
        OperatingSystem.IsWindows()
        || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Lets its owner run it, where files have modes.</summary>
    public static void LetRun(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
