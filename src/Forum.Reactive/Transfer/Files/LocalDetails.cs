using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>Details of files of this machine.</summary>
internal static class LocalDetails
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What is to travel of a file.</summary>
    public static FileDetails Of(SafeFileHandle file) =>
        new(
            TimeOf(File.GetLastWriteTimeUtc(file)),
            !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute)
        );

    /// <summary>The same of a file that is not open.</summary>
    public static FileDetails Of(FileInfo file) =>
        new(
            TimeOf(file.LastWriteTimeUtc),
            !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute)
        );

    /// <summary>A file's time as it travels.</summary>
    public static long TimeOf(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeMilliseconds();

    /// <summary>Gives a file its details; others than the owner get no access. A time that no file can have is left out.</summary>
    public static void Apply(SafeFileHandle file, FileDetails details)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, details.IsExecutable ? OwnerOnly | UnixFileMode.UserExecute : OwnerOnly);
        }

        try
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(details.ModifiedAt);
            File.SetLastWriteTimeUtc(file, time.UtcDateTime);
        }
        catch (Exception error) when (error is ArgumentException or IOException)
        {
            // The stranger who sent it made it up.
        }
    }
}
