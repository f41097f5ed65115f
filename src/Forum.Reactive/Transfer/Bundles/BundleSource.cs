using Forum.Reactive.Transfer.Files;
using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>Many files as one that can be read: the list, then the contents one behind the other.</summary>
/// <remarks>The file that was read last stays open; reading goes mostly onwards.</remarks>
internal sealed class BundleSource : IStoredFile
{
    private readonly Lock _gate = new();
    private readonly BundleFiles _files;
    private readonly byte[] _head;
    private readonly BundleLayout _layout;
    private SafeFileHandle? _open; // Protected by the gate, as is its number
    private int _openAt = -1;

    public BundleSource(BundleFiles files)
    {
        _files = files;
        _head = BundleManifest.Encode(files.Entries);
        _layout = new BundleLayout(_head.Length, files.Entries);
    }

    public long Length => _layout.Length;

    /// <summary>Changes when one of the files does.</summary>
    public long Version
    {
        get
        {
            var version = 0L;
            for (var i = 0; i < _files.Paths.Count; i++)
            {
                var file = new FileInfo(_files.Paths[i]);
                var isSame =
                    file.Exists
                    && file.Length == _files.Entries[i].Size
                    && LocalDetails.TimeOf(file.LastWriteTimeUtc) == _files.Entries[i].ModifiedAt;
                version += isSame ? 0 : 1;
            }

            return version;
        }
    }

    /// <summary>Where the files lie in it.</summary>
    public BundleLayout Layout => _layout;

    public int Read(Span<byte> target, long offset)
    {
        var done = 0;
        if (offset < _head.Length)
        {
            done = Math.Min(target.Length, (int)(_head.Length - offset));
            _head.AsSpan((int)offset, done).CopyTo(target);
        }

        lock (_gate)
        {
            while (done < target.Length && offset + done < Length)
            {
                var read = ReadContent(target[done..], offset + done);
                if (read == 0)
                {
                    break; // It is shorter than it was.
                }

                done += read;
            }
        }

        return done;
    }

    public void Write(ReadOnlySpan<byte> source, long offset) => throw new NotSupportedException();

    public void SetLength(long length) => throw new NotSupportedException();

    public void Flush() { }

    public void Dispose()
    {
        lock (_gate)
        {
            _open?.Dispose();
            _open = null;
            _openAt = -1;
        }
    }

    private int ReadContent(Span<byte> target, long offset)
    {
        var at = _layout.FilesBefore(offset);
        if (_openAt != at)
        {
            _open?.Dispose();
            _open = File.OpenHandle(
                _files.Paths[at],
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            _openAt = at;
        }

        var most = (int)Math.Min(target.Length, _layout.StartOf(at + 1) - offset);
        return RandomAccess.Read(_open!, target[..most], offset - _layout.StartOf(at));
    }
}
