using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport.Tls;

/// <summary>
/// TLS over any connection. What arrives is decrypted within the OnNext that brings it, what is written is encrypted within the call,
/// so that everything ticks where the connection below ticks.
/// </summary>
/// <remarks>Threads: as <see cref="IConnection"/> has them.</remarks>
public sealed class TlsConnection : IConnection
{
    private const int LargestRecord = 16 * 1024;
    private const int ReadSize = 32 * 1024;

    [ThreadStatic]
    private static byte[]? t_shared; // Decrypted bytes are handed on before anything else runs on the thread

    private readonly IConnection _connection;
    private readonly ConnectionStream _stream;
    private readonly SslStream _tls;
    private readonly Subject<Unit> _writable = new();
    private TaskCompletionSource? _resumed; // Set while paused
    private int _writerWaits;
    private bool _isClosing;
    private volatile bool _isDisposed;

    internal TlsConnection(IConnection connection)
    {
        _connection = connection;
        _stream = new ConnectionStream(connection);
        _tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        connection.Writable.Subscribe(_ => SendPending(), _writable.OnCompleted);
        connection.Received.Subscribe(_stream);
        Received = new Source<ReadOnlyMemory<byte>>(observer =>
        {
            _ = PumpAsync(observer);
            return Disposable.Create(this, tls => tls.Dispose());
        });
    }

    /// <inheritdoc/>
    public IPEndPoint RemoteEndPoint => _connection.RemoteEndPoint;

    /// <inheritdoc/>
    public IObservable<ReadOnlyMemory<byte>> Received { get; }

    /// <inheritdoc/>
    public IObservable<Unit> Writable => _writable;

    /// <summary>Where the handshake goes on when bytes come; null: where they come.</summary>
    internal IScheduler? HandshakeScheduler
    {
        set => _stream.Elsewhere = value;
    }

    /// <summary>The stream, for its handshake.</summary>
    internal SslStream Tls => _tls;

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length && !MustWait())
        {
            var record = bytes.Slice(taken, Math.Min(LargestRecord, bytes.Length - taken));
            if (!TryWrite(record))
            {
                return bytes.Length;
            }

            taken += record.Length;
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Pause() => Interlocked.CompareExchange(ref _resumed, new TaskCompletionSource(), null);

    /// <inheritdoc/>
    public void Resume() => Interlocked.Exchange(ref _resumed, null)?.TrySetResult();

    /// <inheritdoc/>
    public bool CloseOutput()
    {
        if (!_isClosing)
        {
            _isClosing = true;
            Try(() => _ = _tls.ShutdownAsync()); // Done when it returns: nothing that is written waits.
        }

        return !MustWait() && _connection.CloseOutput();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _tls.Dispose();
            _connection.Dispose();
            Resume();
        }
    }

    private async Task PumpAsync(IObserver<ReadOnlyMemory<byte>> observer)
    {
        Exception? error = null;
        try
        {
            await ReadAllAsync(observer).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever failed, this stream is over, and who observes it is told.
        catch (Exception lost)
#pragma warning restore CA1031
        {
            error = ReasonOf(lost);
        }

        if (error is null)
        {
            observer.OnCompleted();
        }
        else
        {
            observer.OnError(error);
        }
    }

    private async Task ReadAllAsync(IObserver<ReadOnlyMemory<byte>> observer)
    {
        while (true)
        {
            // Waits without a buffer: an idle connection has none.
            await _tls.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
            if (Volatile.Read(ref _resumed) is { } resumed)
            {
                await resumed.Task.ConfigureAwait(false);
            }

            var buffer = t_shared ?? new byte[ReadSize];
            t_shared = null;
            var count = await _tls.ReadAsync(buffer).ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            observer.OnNext(buffer.AsMemory(0, count));
            t_shared = buffer;
        }
    }

    /// <summary>What became of the connection below says more than what TLS makes of it.</summary>
    private Exception ReasonOf(Exception lost) =>
        _stream.Error ?? (_isDisposed ? new SocketException((int)SocketError.OperationAborted) : lost);

    private void SendPending()
    {
        _stream.SendPending();
        if (!_stream.HasPending && Interlocked.Exchange(ref _writerWaits, 0) == 1)
        {
            _writable.OnNext(Unit.Default);
        }
    }

    private bool MustWait()
    {
        if (!_stream.HasPending)
        {
            return false;
        }

        Volatile.Write(ref _writerWaits, 1);
        Interlocked.MemoryBarrier();
        return _stream.HasPending || Interlocked.Exchange(ref _writerWaits, 0) == 0;
    }

    private bool TryWrite(ReadOnlySpan<byte> record)
    {
        try
        {
            _tls.Write(record);
            return true;
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            return false;
        }
    }

    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            // There is nobody to tell any more.
        }
    }

    private static bool IsLoss(Exception error) =>
        error
            is IOException
                or ObjectDisposedException
                or InvalidOperationException
                or SocketException
                or System.Security.Authentication.AuthenticationException;
}
