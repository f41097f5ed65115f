using System.Buffers;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Forum.Reactive.Views;

/// <summary>
/// A text file on disk. Replaced by a temporary file beside it and a rename; where that cannot be, as where the file is a mount point,
/// it is written anew in its place, and a reader may see a part of it meanwhile.
/// </summary>
/// <remarks>Safe on any thread.</remarks>
public sealed class TextFile : ITextFile
{
    /// <summary>How often it is looked at whether the file is still what was written.</summary>
    public static readonly TimeSpan CheckPace = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly Lock _gate = new();
    private FileStream _stream; // Protected by the gate, as is what follows
    private FileIdentity _written;
    private bool _isDamaged;
    private bool _isTold;

    /// <summary>Opens the file and empties it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="scheduler">When it is looked after; default: <see cref="RealTime.Scheduler"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public TextFile(string path, IScheduler? scheduler = null)
    {
        _path = Path.GetFullPath(path);
        _stream = Open(_path, FileMode.Create);
        _written = FileIdentity.Of(_stream.SafeFileHandle);
        Damage = Observable
            .Interval(CheckPace, scheduler ?? RealTime.Scheduler)
            .Where(_ => IsNewlyDamaged())
            .Select(_ => new IOException($"Somebody removed, moved or changed {_path}; it is written anew."));
    }

    /// <inheritdoc/>
    public IObservable<Exception> Damage { get; }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            _isDamaged |= RandomAccess.GetLength(_stream.SafeFileHandle) != _written.Length; // Else the hole would be filled unseen.
            _stream.Write(lines);
            _written = _written with { Length = _written.Length + lines.Length };
        }
    }

    /// <inheritdoc/>
    public void Replace(Action<IBufferWriter<byte>> write)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            var next = WriteBeside(write);
            _stream.Dispose();
            _stream = next;
            _written = FileIdentity.Of(next.SafeFileHandle);
            _isDamaged = _isTold = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stream.Dispose();
        }
    }

    private FileStream WriteBeside(Action<IBufferWriter<byte>> write)
    {
        var temporary = _path + ".tmp";
        var next = Open(temporary, FileMode.Create);
        try
        {
            using (StreamBufferWriter lines = new(next))
            {
                write(lines);
            }

            return TryRename(temporary) ? next : WriteInPlace(next, temporary);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    private bool TryRename(string temporary)
    {
        try
        {
            File.Move(temporary, _path, overwrite: true);
            return true;
        }
        catch (IOException) when (File.Exists(_path))
        {
            return false;
        }
    }

    private FileStream WriteInPlace(FileStream next, string temporary)
    {
        var target = Open(_path, FileMode.Create);
        try
        {
            next.Dispose();
            using (var content = File.OpenRead(temporary))
            {
                content.CopyTo(target);
            }

            File.Delete(temporary);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    private bool IsNewlyDamaged()
    {
        // What is being written just now is looked at the next time.
        if (!_gate.TryEnter())
        {
            return false;
        }

        try
        {
            _isDamaged |= !_stream.SafeFileHandle.IsClosed && FileIdentity.Of(_path) != _written;
            var wasTold = _isTold;
            _isTold = _isDamaged;
            return _isDamaged && !wasTold;
        }
        finally
        {
            _gate.Exit();
        }
    }

    // Unbuffered: what is appended is there for readers when Append returns.
    private static FileStream Open(string path, FileMode mode) =>
        new(path, mode, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
}
