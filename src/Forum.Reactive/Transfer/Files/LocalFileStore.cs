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
        var name = Path.GetFileName(path);
        // To open a pipe would wait for whoever writes into it.
        if (LinuxFiles.IsSpecial(path))
        {
            throw new IOException($"{name} is not a regular file");
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{name} is a folder");
        }

        try
        {
            var file = new LocalFile(
                File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            );
            return file.Length > 0 ? file : UnsizedFile.Open(file, name);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"{name} has no read permission", error);
        }
    }

    /// <inheritdoc/>
    public IStoredFile OpenPart(string name) => new LocalFile(PrivateFile.Open(Full(name)));

    /// <inheritdoc/>
    public IStoredFile? OpenFinished(string name)
    {
        try
        {
            return OpenSource(Full(name));
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Exists(string name) => Path.Exists(Full(name)) || new FileInfo(Full(name)).LinkTarget is not null;

    /// <inheritdoc/>
    public IReadOnlyList<StoredPart> FindParts() =>
        [
            .. new DirectoryInfo(_downloads)
                .EnumerateFiles(".*.part", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint })
                .Select(file => new StoredPart(file.Name, new DateTimeOffset(file.LastWriteTimeUtc))),
        ];

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

        public FileDetails? Details => LocalDetails.Of(handle);

        public void Apply(FileDetails details) => LocalDetails.Apply(handle, details);

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
