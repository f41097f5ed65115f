using System.Buffers;
using System.Text;

namespace Forum.Programs;

/// <summary>
/// What a program prints, on its way to a stream that may be slow, full or stuck. A thread of its own writes it, so that only who
/// prints far ahead has to wait, and nobody once the queue is <see cref="Close">closed</see>. What the stream refuses is dropped.
/// </summary>
/// <param name="write">Writes to the stream; may block, and throw an <see cref="IOException"/>.</param>
/// <remarks>Safe on any thread; what one call prints stays together.</remarks>
internal sealed class OutputQueue(Action<ReadOnlySpan<byte>> write) : TextWriter
{
    /// <summary>Bytes that may wait before those who print have to.</summary>
    public const int Capacity = 256 * 1024;

    private readonly object _gate = new(); // A Monitor, since it is waited on; guards what follows
    private readonly Encoder _encoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetEncoder();
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private bool _isStarted;
    private bool _isWriting;
    private bool _isClosed;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate)
        {
            while (_waiting.WrittenCount >= Capacity && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            if (!_isClosed)
            {
                _encoder.Convert(buffer, _waiting, flush: false, out _, out _);
                Start();
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits until the stream has taken or refused everything, or the queue is closed.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            while ((_isWriting || _waiting.WrittenCount > 0) && !_isClosed)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Nobody waits any more: what has not been written is given up, and so is all that follows.</summary>
    public override void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Start()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            new Thread(WriteAll) { IsBackground = true, Name = "Output" }.Start();
        }
    }

    private void WriteAll()
    {
        while (TakeWaiting())
        {
            try
            {
                write(_leaving.WrittenSpan);
            }
            catch (IOException)
            {
                // There is no one to tell: this is where the program would tell it.
            }
        }
    }

    private bool TakeWaiting()
    {
        lock (_gate)
        {
            _isWriting = false;
            _leaving.ResetWrittenCount();
            Monitor.PulseAll(_gate);
            while (_waiting.WrittenCount == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            (_waiting, _leaving) = (_leaving, _waiting);
            _isWriting = !_isClosed;
            return _isWriting;
        }
    }
}
