namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// A file that says it is empty and is not, as those of <c>/proc</c> do: what is in it when it is offered, held in memory.
/// </summary>
internal sealed class UnsizedFile(byte[] content) : IStoredFile
{
    private const int MostBytes = 8 << 20;

    public long Length => content.Length;

    public long Version => 0;

    /// <summary>The file itself if it is really empty; else its content, and the file is closed.</summary>
    /// <exception cref="IOException">There is more in it than is held in memory, or it cannot be read.</exception>
    public static IStoredFile Open(IStoredFile file, string name)
    {
        try
        {
            if (file.Read(stackalloc byte[1], 0) == 0)
            {
                return file;
            }

            var content = new byte[MostBytes + 1];
            var length = file.Read(content, 0);
            if (length > MostBytes)
            {
                throw new IOException($"{name} does not say how large it is, and is larger than {MostBytes} bytes");
            }

            file.Dispose();
            return new UnsizedFile(content[..length]);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public int Read(Span<byte> target, long offset)
    {
        var from = (int)Math.Min(offset, content.Length);
        var count = Math.Min(target.Length, content.Length - from);
        content.AsSpan(from, count).CopyTo(target);
        return count;
    }

    public void Write(ReadOnlySpan<byte> source, long offset) => throw new NotSupportedException();

    public void SetLength(long length) => throw new NotSupportedException();

    public void Flush() { }

    public void Dispose() { }
}
