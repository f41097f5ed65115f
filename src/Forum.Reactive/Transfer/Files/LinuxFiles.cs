using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>What the base class library cannot do with files; elsewhere than on Linux nothing is done here.</summary>
internal static partial class LinuxFiles
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoReplace = 1; // RENAME_NOREPLACE
    private const int AlreadyExists = 17; // EEXIST
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC
    private const int ReadWithoutWaiting = 0x800 | 0x80000; // O_RDONLY | O_NONBLOCK | O_CLOEXEC

    /// <summary>Opens a file for reading without waiting, as a pipe would; null if it cannot, and for others to say why.</summary>
    public static SafeFileHandle? OpenToRead(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var file = Open(path, ReadWithoutWaiting);
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>Moves a file in one step (<c>renameat2(2)</c>): false if the name is taken, null if it cannot be done so.</summary>
    public static bool? TryMoveToNew(string from, string to)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            if (Rename(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0)
                return true;
            return Marshal.GetLastPInvokeError() == AlreadyExists ? false : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes the names in a folder durable (<c>fsync(2)</c>).</summary>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var folder = Open(path, ReadOnlyFolder);
        if (folder < 0)
            return;
        _ = Sync(folder);
        _ = Close(folder);
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
