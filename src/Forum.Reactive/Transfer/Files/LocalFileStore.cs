using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>Files of this machine.</summary>
public sealed class LocalFileStore : IFileStore
{
    // Where the system cannot move without replacing in one step, one mover at a time looks first.
    private static readonly Lock MoveGate = new();
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
    public IStoredFile OpenSource(string path)
    {
        if (Directory.Exists(path))
            throw new UnauthorizedAccessException($"{path} is a folder");
        var handle = LinuxFiles.OpenToRead(path)
            ?? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            _ = RandomAccess.GetLength(handle);
            return new LocalFile(handle);
        }
        catch (NotSupportedException error)
        {
            handle.Dispose();
            throw new IOException($"{path} is not a file", error);
        }
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
        if (!MoveToNew(Full(part), Full(name)))
            return false;
        LinuxFiles.SyncFolder(downloads);
        return true;
    }

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(Full(name));

    private static bool MoveToNew(string from, string to)
    {
        if (LinuxFiles.TryMoveToNew(from, to) is { } moved)
            return moved;
        lock (MoveGate)
        {
            try
            {
                File.Move(from, to, overwrite: false);
                return true;
            }
            catch (IOException) when (Path.Exists(to))
            {
                return false;
            }
        }
    }

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
