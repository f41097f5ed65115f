using System.Buffers;

namespace Forum.Reactive.Protocol;

/// <summary>What a <see cref="LineFramer"/> found.</summary>
internal enum Frame
{
    /// <summary>No further line: more bytes are needed.</summary>
    None,

    /// <summary>A line, without its LF or CR LF.</summary>
    Line,

    /// <summary>The end of a line that was too long and thrown away.</summary>
    TooLong,
}

/// <summary>
/// Cuts a stream of bytes into lines of at most <paramref name="maxLength"/> bytes before the LF. Whole lines are handed out
/// where they lie; only what is left of an unfinished one is kept, in a pooled buffer that an idle stream does not hold.
/// A struct that its owner keeps in a field; not thread-safe.
/// </summary>
internal struct LineFramer(int maxLength) : IDisposable
{
    /// <summary>Longest request line in bytes, its LF not counted.</summary>
    public const int MaxRequestLength = 8192;

    /// <summary>Longest line of an answer or event: a message of the longest request, and what stands around it.</summary>
    public const int MaxAnswerLength = 2 * MaxRequestLength;

    private byte[]? _kept;
    private int _keptLength;
    private bool _discarding;

    /// <summary>Takes the next line off the front of <paramref name="input"/>.</summary>
    /// <param name="input">Bytes as they came; shortened by what was used up.</param>
    /// <param name="line">The line; valid until the next call.</param>
    public Frame Next(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        var end = input.IndexOf((byte)'\n');
        var piece = end < 0 ? input : input[..end];
        input = end < 0 ? default : input[(end + 1)..];
        return end < 0 ? Keep(piece, out line) : Complete(piece, out line);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => Release();

    private Frame Keep(ReadOnlySpan<byte> piece, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_discarding || piece.IsEmpty)
        {
            if (_keptLength == 0)
            {
                Release();
            }

            return Frame.None;
        }

        if (_keptLength + piece.Length > maxLength)
        {
            _discarding = true;
            Release();
            return Frame.None;
        }

        Append(piece);
        return Frame.None;
    }

    private Frame Complete(ReadOnlySpan<byte> piece, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_discarding || _keptLength + piece.Length > maxLength)
        {
            _discarding = false;
            Release();
            return Frame.TooLong;
        }

        line = _keptLength == 0 ? piece : Join(piece);
        if (!line.IsEmpty && line[^1] == '\r')
        {
            line = line[..^1];
        }

        return Frame.Line;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> piece)
    {
        Append(piece);
        var length = _keptLength;
        _keptLength = 0;
        return _kept.AsSpan(0, length);
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        var needed = _keptLength + piece.Length;
        if (_kept is null || _kept.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 256));
            _kept.AsSpan(0, _keptLength).CopyTo(larger);
            var length = _keptLength;
            Release();
            (_kept, _keptLength) = (larger, length);
        }

        piece.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength = needed;
    }

    private void Release()
    {
        if (_kept is not null)
        {
            ArrayPool<byte>.Shared.Return(_kept);
        }

        _kept = null;
        _keptLength = 0;
    }
}
