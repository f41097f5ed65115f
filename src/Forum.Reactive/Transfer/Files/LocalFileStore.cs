using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>Files of this machine.</summary>
public sealed class LocalFileStore : IFileStore
{
    private readonly string downloads;

    /// <summary>Stores what is received in <paramref name="downloads"/>, which exists.</summary>
    public LocalFileStore(string downloads)
    {
        ArgumentNullException.ThrowIfNull(downloads);
        this.downloads = Path.GetFullPath(downloads);
    }

    /// <inheritdoc/>
    public long FreeBytes
    {
        get
        {
            try
            {
                return new DriveInfo(downloads).AvailableFreeSpace;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return long.MaxValue;
            }
        }
    }

    /// <inheritdoc/>
    public IStoredFile OpenSource(string path) =>
        new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

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
        try
        {
            File.Move(Full(part), Full(name), overwrite: false);
        }
        catch (IOException) when (Exists(name))
        {
            return false;
        }

        LinuxFiles.SyncFolder(downloads);
        return true;
    }

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(Full(name));

    private string Full(string name) => Path.Combine(downloads, name);

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
                    break;
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

/// <summary>A new name is durable when its folder is (<c>fsync(2)</c>); the base class library cannot open folders.</summary>
internal static partial class LinuxFiles
{
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC

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

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
