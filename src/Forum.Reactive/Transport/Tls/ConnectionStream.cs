using System.Buffers;
using System.Reactive.Concurrency;
using System.Threading.Tasks.Sources;

namespace Forum.Reactive.Transport.Tls;

/// <summary>
/// A connection as the stream that <see cref="System.Net.Security.SslStream"/> needs. Reading waits without a thread and goes on within
/// the OnNext that brings bytes, so that everything stays on the connection's loop; writing never waits: what the link does not take is
/// kept, and whoever writes has to look whether <see cref="HasPending"/>.
/// </summary>
/// <param name="connection">The connection; disposed with the stream.</param>
internal sealed class ConnectionStream(IConnection connection)
    : Stream,
        IValueTaskSource<int>,
        IObserver<ReadOnlyMemory<byte>>
{
    /// <summary>Bytes that may wait to be read before the peer is held back.</summary>
    private const int MostUnread = 64 * 1024;

    private readonly Lock _gate = new(); // Guards what follows
    private readonly OutputBuffer _incoming = new();
    private readonly OutputBuffer _outgoing = new();
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _target;
    private bool _isReading;
    private bool _isPaused;
    private bool _hasEnded;
    private Exception? _error;

    /// <summary>
    /// Where whoever waits for bytes goes on, while a handshake lasts; null: within the OnNext that brings them. Changed while nobody waits.
    /// </summary>
    public IScheduler? Elsewhere { get; set; }

    /// <summary>Whether bytes wait for the link.</summary>
    public bool HasPending
    {
        get
        {
            lock (_gate)
            {
                return _outgoing.Length > 0;
            }
        }
    }

    /// <summary>Why the connection was lost; null while it is not, and when it ended in order.</summary>
    public Exception? Error
    {
        get
        {
            lock (_gate)
            {
                return _error;
            }
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The link takes more: gives it what waits.</summary>
    public void SendPending()
    {
        lock (_gate)
        {
            if (_outgoing.Length > 0)
            {
                _outgoing.Take(connection.Write(_outgoing.Pending));
            }
        }
    }

    /// <inheritdoc/>
    public void OnNext(ReadOnlyMemory<byte> value)
    {
        var completes = false;
        var count = 0;
        lock (_gate)
        {
            _incoming.Write(value.Span);
            if (_isReading)
            {
                completes = true;
                _isReading = false;
                count = Take(_target.Span);
            }
            else if (_incoming.Length >= MostUnread && !_isPaused)
            {
                _isPaused = true;
                connection.Pause();
            }
        }

        if (completes)
        {
            Complete(count);
        }
    }

    /// <inheritdoc/>
    public void OnCompleted() => End(null);

    /// <inheritdoc/>
    public void OnError(Exception error) => End(error);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var resumes = false;
        var count = 0;
        lock (_gate)
        {
            if (_incoming.Length == 0 && _error is not null)
            {
                return ValueTask.FromException<int>(_error);
            }

            if (_incoming.Length == 0 && !_hasEnded)
            {
                _read.Reset();
                (_target, _isReading) = (buffer, true);
                return new ValueTask<int>(this, _read.Version);
            }

            count = Take(buffer.Span);
            resumes = _isPaused && _incoming.Length == 0;
            _isPaused &= !resumes;
        }

        if (resumes)
        {
            connection.Resume();
        }

        return ValueTask.FromResult(count);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            var taken = _outgoing.Length == 0 ? connection.Write(buffer) : 0;
            _outgoing.Write(buffer[taken..]);
        }
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
        // Everything is on its way already.
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _read.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        connection.Dispose();
        lock (_gate)
        {
            _incoming.Release();
            _outgoing.Release();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> target)
    {
        var count = Math.Min(target.Length, _incoming.Length);
        _incoming.Pending[..count].CopyTo(target);
        _incoming.Take(count);
        return count;
    }

    private void End(Exception? error)
    {
        bool completes;
        lock (_gate)
        {
            (_hasEnded, _error) = (true, error);
            completes = _isReading;
            _isReading = false;
        }

        if (completes && error is not null)
        {
            Fail(error);
        }
        else if (completes)
        {
            Complete(0);
        }
    }

    private void Complete(int count)
    {
        if (Elsewhere is { } elsewhere)
        {
            CompleteThere(elsewhere, count);
        }
        else
        {
            _read.SetResult(count);
        }
    }

    // Apart from the way of every byte: only here something is allocated.
    private void CompleteThere(IScheduler elsewhere, int count) => elsewhere.Schedule(() => _read.SetResult(count));

    private void Fail(Exception error)
    {
        if (Elsewhere is { } elsewhere)
        {
            elsewhere.Schedule(() => _read.SetException(error));
        }
        else
        {
            _read.SetException(error);
        }
    }
}
