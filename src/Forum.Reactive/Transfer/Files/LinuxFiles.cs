using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// What the base class library cannot: a new name is durable when its folder is (<c>fsync(2)</c>), and a file that has come
/// meanwhile must not be replaced (<c>renameat2(2)</c>).
/// </summary>
internal static partial class LinuxFiles
{
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC

    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NoReplace = 1; // RENAME_NOREPLACE
    private const int FileExists = 17; // EEXIST
    private const uint TypeWanted = 1; // STATX_TYPE
    private const int StatusBytes = 256; // struct statx
    private const int ModeOffset = 28; // stx_mask 4, stx_blksize 4, stx_attributes 8, stx_nlink 4, stx_uid 4, stx_gid 4
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Whether it is there and neither a file nor a folder: a pipe, a socket, a device (<c>statx(2)</c>).</summary>
    public static bool IsSpecial(string path) =>
        OperatingSystem.IsLinux() && TypeOf(path) is not (null or RegularFile or Folder);

    /// <summary>Whether an open file is neither a folder, a pipe, a socket nor a device; true where that cannot be asked.</summary>
    public static bool IsRegular(SafeFileHandle file) => TypeOf(file) is null or RegularFile;

    /// <summary>Renames; false if the name is taken, null if this system or file system cannot do it, whatever the cause.</summary>
    public static bool? TryMove(string from, string to)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            if (Rename(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0)
            {
                return true;
            }

            return Marshal.GetLastPInvokeError() == FileExists ? false : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    public static void SyncFolder(string path) => _ = OnFolder(path, Sync);

    /// <summary>
    /// Makes everything that was written to a folder's file system durable, at the cost of one flush and not one a file
    /// (<c>syncfs(2)</c>).
    /// </summary>
    public static void SyncFileSystem(string path)
    {
        if (OnFolder(path, SyncAll) != 0)
        {
            throw new IOException("What was written could not be made durable");
        }
    }

    /// <returns>What the call returned for the open folder; 0 if it cannot be opened, or not on this system.</returns>
    private static int OnFolder(string path, Func<int, int> sync)
    {
        var folder = OperatingSystem.IsLinux() ? Open(path, ReadOnlyFolder) : -1;
        if (folder < 0)
        {
            return 0;
        }

        var result = sync(folder);
        _ = Close(folder);
        return result;
    }

    /// <returns>Null: it is not there, or that cannot be asked.</returns>
    private static unsafe int? TypeOf(string path)
    {
        var status = stackalloc byte[StatusBytes];
        try
        {
            return Status(CurrentFolder, path, 0, TypeWanted, status) == 0 ? TypeIn(status) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static unsafe int? TypeOf(SafeFileHandle file)
    {
        var status = stackalloc byte[StatusBytes];
        try
        {
            return StatusOf(file, "", EmptyPath, TypeWanted, status) == 0 ? TypeIn(status) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static unsafe int TypeIn(byte* status) => *(ushort*)(status + ModeOffset) & TypeMask;

    [LibraryImport("libc", EntryPoint = "syncfs")]
    private static partial int SyncAll(int file);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatusOf(SafeFileHandle file, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
