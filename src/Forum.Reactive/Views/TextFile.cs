using System.Buffers;

namespace Forum.Reactive.Views;

/// <summary>A text file on disk. Replaced by a temporary file beside it and a rename.</summary>
public sealed class TextFile : ITextFile
{
    private readonly string _path;
    private FileStream _stream;

    /// <summary>Opens the file and empties it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public TextFile(string path)
    {
        _path = path;
        _stream = Open(path, FileMode.Create);
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> lines) => _stream.Write(lines);

    /// <inheritdoc/>
    public void Replace(Action<IBufferWriter<byte>> write)
    {
        var temporary = _path + ".tmp";
        var next = Open(temporary, FileMode.Create);
        try
        {
            using (StreamBufferWriter lines = new(next))
            {
                write(lines);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        _stream.Dispose();
        _stream = next;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // Unbuffered: what is appended is there for readers when Append returns.
    private static FileStream Open(string path, FileMode mode) =>
        new(path, mode, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>Collects what is written into large pieces for a stream.</summary>
    private sealed class StreamBufferWriter(Stream stream) : IBufferWriter<byte>, IDisposable
    {
        private const int Size = 256 * 1024;
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Size);
        private int _count;

        public void Advance(int count) => _count += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _bytes.AsMemory(_count);
        }

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _bytes.AsSpan(_count);
        }

        public void Dispose()
        {
            Flush();
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        private void Reserve(int sizeHint)
        {
            if (_bytes.Length - _count < Math.Max(1, sizeHint))
            {
                Flush();
                if (_bytes.Length < sizeHint)
                {
                    ArrayPool<byte>.Shared.Return(_bytes);
                    _bytes = ArrayPool<byte>.Shared.Rent(sizeHint);
                }
            }
        }

        private void Flush()
        {
            stream.Write(_bytes, 0, _count);
            _count = 0;
        }
    }
}
