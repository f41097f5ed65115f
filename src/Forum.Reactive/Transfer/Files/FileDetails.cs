using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>What travels of a file besides its content: when it was last written, and whether its owner may run it.</summary>
internal static class FileDetails
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Gives an open file its details; others than the owner get no access.</summary>
    /// <param name="file">The file.</param>
    /// <param name="modifiedAt">In milliseconds since 1970 UTC; a time that no file can have is left out.</param>
    /// <param name="isExecutable">Whether its owner may run it.</param>
    public static void Apply(SafeFileHandle file, long modifiedAt, bool isExecutable)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, isExecutable ? OwnerOnly | UnixFileMode.UserExecute : OwnerOnly);
        }

        try
        {
            File.SetLastWriteTimeUtc(file, DateTimeOffset.FromUnixTimeMilliseconds(modifiedAt).UtcDateTime);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The stranger who sent it made it up.
        }
    }
}
