using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>Files of this machine.</summary>
public sealed class LocalFileStore : IFileStore
{
    private static readonly Lock Moving = new();
    private readonly string _downloads;

    /// <summary>Stores what is received in <paramref name="downloads"/>, which exists.</summary>
    public LocalFileStore(string downloads)
    {
        ArgumentNullException.ThrowIfNull(downloads);
        _downloads = Path.GetFullPath(downloads);
    }

    /// <inheritdoc/>
    public long FreeBytes
    {
        get
        {
            try
            {
                return new DriveInfo(_downloads).AvailableFreeSpace;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return long.MaxValue;
            }
        }
    }

    /// <inheritdoc/>
    public IStoredFile OpenSource(string path)
    {
        // To open a pipe would wait for whoever writes into it.
        if (LinuxFiles.IsSpecial(path))
        {
            throw new IOException("It is not a regular file");
        }

        return new LocalFile(
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        );
    }

    /// <inheritdoc/>
    public IStoredFile OpenPart(string name) =>
        new LocalFile(File.OpenHandle(Full(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));

    /// <inheritdoc/>
    public IStoredFile? OpenFinished(string name)
    {
        try
        {
            return OpenSource(Full(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Exists(string name) => Path.Exists(Full(name));

    /// <inheritdoc/>
    public bool TryPublish(string part, string name)
    {
        if (!TryMove(Full(part), Full(name)))
        {
            return false;
        }

        LinuxFiles.SyncFolder(_downloads);
        return true;
    }

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(Full(name));

    /// <summary>Two downloads may want one name at once: looking and renaming is one step of the system's, or of ours.</summary>
    private static bool TryMove(string from, string to)
    {
        if (LinuxFiles.TryMove(from, to) is { } isMoved)
        {
            return isMoved;
        }

        lock (Moving)
        {
            if (Path.Exists(to))
            {
                return false;
            }

            File.Move(from, to, overwrite: false);
            return true;
        }
    }

    private string Full(string name) => Path.Combine(_downloads, name);

    private sealed class LocalFile(SafeFileHandle handle) : IStoredFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public long Version => File.GetLastWriteTimeUtc(handle).Ticks;

        public int Read(Span<byte> target, long offset)
        {
            var done = 0;
            while (done < target.Length)
            {
                var read = RandomAccess.Read(handle, target[done..], offset + done);
                if (read == 0)
                {
                    break;
                }

                done += read;
            }

            return done;
        }

        public void Write(ReadOnlySpan<byte> source, long offset) => RandomAccess.Write(handle, source, offset);

        public void SetLength(long length) => RandomAccess.SetLength(handle, length);

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}

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
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Whether it is there and neither a file nor a folder: a pipe, a socket, a device (<c>statx(2)</c>).</summary>
    public static unsafe bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var status = stackalloc byte[StatusBytes];
        try
        {
            if (Status(CurrentFolder, path, 0, TypeWanted, status) != 0)
            {
                return false;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }

        return (*(ushort*)(status + ModeOffset) & TypeMask) is not (RegularFile or Folder);
    }

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

    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var folder = Open(path, ReadOnlyFolder);
        if (folder < 0)
        {
            return;
        }

        _ = Sync(folder);
        _ = Close(folder);
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
