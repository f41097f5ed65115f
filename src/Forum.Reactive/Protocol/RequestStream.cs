using System.Buffers;

namespace Forum.Reactive.Protocol;

/// <summary>Whoever takes requests from a <see cref="RequestStream"/>, and says when it is enough.</summary>
internal interface IRequestFlow
{
    /// <summary>Whether what comes is still read, but asks for nothing any more.</summary>
    bool IsOver { get; }

    /// <summary>Whether the next request must wait.</summary>
    bool MustWait { get; }

    /// <summary>Bytes came.</summary>
    void Arrived();

    /// <summary>Some are kept until <see cref="RequestStream.Continue"/>: let no more come.</summary>
    void Pause();

    /// <summary>What was kept is used up: let more come.</summary>
    void Resume();
}

/// <summary>Operators on streams of bytes.</summary>
internal static class RequestStreams
{
    /// <summary>
    /// Cuts a stream of bytes into lines, and parses each to a request, no faster than they are taken: between two requests
    /// <paramref name="flow"/> is asked, and what has to wait is kept, in a pooled buffer.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term>a piece of bytes</term><description>a request for each line in it; empty lines are passed over</description></item>
    /// <item><term>a line that is too long, or no request</term><description>a request that says how it is refused</description></item>
    /// <item><term>end, error</term><description>passed on; an unfinished line is dropped</description></item>
    /// </list>
    /// On the thread of <paramref name="bytes"/> or of the one who calls <see cref="RequestStream.Continue"/>: it is for one at a time.
    /// </remarks>
    public static RequestStream ToRequests(
        this IObservable<ReadOnlyMemory<byte>> bytes,
        RequestParser parser,
        IRequestFlow flow
    ) => new(bytes, parser, flow);
}

/// <inheritdoc cref="RequestStreams.ToRequests"/>
internal sealed class RequestStream(IObservable<ReadOnlyMemory<byte>> bytes, RequestParser parser, IRequestFlow flow)
    : IObservable<Request>,
        IObserver<ReadOnlyMemory<byte>>
{
    private LineFramer _framer = new(LineFramer.MaxRequestLength);
    private IObserver<Request>? _observer;
    private Action<ReadOnlyMemory<byte>>? _taker;
    private byte[] _kept = []; // Bytes that came and must wait, as is their extent
    private int _start;
    private int _end;

    /// <summary>Whether something waits for <see cref="Continue"/>.</summary>
    public bool IsPaused { get; private set; }

    public IDisposable Subscribe(IObserver<Request> observer)
    {
        _observer = observer;
        return bytes.Subscribe(this);
    }

    /// <summary>No more requests: what comes from here on, and what is kept, is another's as it is.</summary>
    public void Divert(Action<ReadOnlyMemory<byte>> taker)
    {
        _taker = taker;
        if (IsPaused)
        {
            taker(_kept.AsMemory(_start, _end - _start));
            Release();
            flow.Resume();
        }
    }

    public void OnNext(ReadOnlyMemory<byte> value)
    {
        flow.Arrived();
        if (_taker is { } taker)
        {
            taker(value);
            return;
        }

        var rest = value.Span;
        Take(ref rest);
        if (flow.MustWait && !flow.IsOver)
        {
            Keep(rest);
        }
    }

    public void OnCompleted() => _observer!.OnCompleted();

    public void OnError(Exception error) => _observer!.OnError(error);

    /// <summary>Goes on with what was kept.</summary>
    public void Continue()
    {
        if (!IsPaused)
        {
            return;
        }

        ReadOnlySpan<byte> rest = _kept.AsSpan(_start, _end - _start);
        Take(ref rest);
        _start = _end - rest.Length;
        if (!flow.MustWait || flow.IsOver)
        {
            Release();
            flow.Resume();
        }
        else
        {
            flow.Pause();
        }
    }

    /// <summary>Gives the buffers back; nothing may come any more.</summary>
    public void Release()
    {
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
        }

        (_kept, _start, _end, IsPaused) = ([], 0, 0, false);
        if (flow.IsOver)
        {
            _framer.Dispose();
        }
    }

    private void Take(ref ReadOnlySpan<byte> rest)
    {
        var frame = Frame.Line;
        while (frame != Frame.None && !flow.IsOver && !flow.MustWait)
        {
            frame = _framer.Next(ref rest, out var line);
            if (frame == Frame.TooLong)
            {
                _observer!.OnNext(Request.Refused(AnswerKind.LineTooLong));
            }
            else if (frame == Frame.Line && !line.IsEmpty)
            {
                _observer!.OnNext(parser.Parse(line));
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        _kept = rest.IsEmpty ? [] : ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_kept);
        (_start, _end, IsPaused) = (0, rest.Length, true);
        flow.Pause();
    }
}
