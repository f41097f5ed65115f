using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>
/// A TCP connection of a server, watched by an <see cref="EpollLoop"/>. Owns no buffer: what comes is received into the loop's,
/// what does not fit the socket stays with the writer. Ticks on the loop's thread only.
/// </summary>
internal sealed class EpollConnection : IConnection, IEpollTarget
{
    private readonly EpollLoop _loop;
    private readonly int _descriptor;
    private readonly int _token;
    private readonly Lock _gate = new(); // Nobody uses the descriptor after it was closed
    private bool _closed; // Protected by the gate, as are the next two
    private uint _watched;
    private bool _isAway; // Not known to the system just now
    private IObserver<ReadOnlyMemory<byte>>? _received;
    private IObserver<Unit>? _writable;
    private bool _ended; // Of the loop's thread: the observer was told the end
    private int _disposed;

    public EpollConnection(EpollLoop loop, int descriptor, IPEndPoint remote)
    {
        (_loop, _descriptor, RemoteEndPoint) = (loop, descriptor, remote);
        _token = loop.Add(this, descriptor, events: 0);
    }

    public IPEndPoint RemoteEndPoint { get; }

    public IObservable<ReadOnlyMemory<byte>> Received =>
        new Source<ReadOnlyMemory<byte>>(observer =>
        {
            _received = observer;
            Resume();
            TellIfLost();
            return Disposable.Create(this, connection => connection.Dispose());
        });

    public IObservable<Unit> Writable =>
        new Source<Unit>(observer =>
        {
            _writable = observer;
            TellIfLost();
            return Disposable.Create(this, connection => connection._writable = null);
        });

    public int Write(ReadOnlySpan<byte> bytes)
    {
        var failed = false;
        lock (_gate)
        {
            var sent = 0;
            while (sent < bytes.Length && !_closed && !failed)
            {
                var n = LinuxTcp.Send(_descriptor, bytes[sent..]);
                if (n >= 0)
                {
                    sent += n;
                }
                else if (LinuxTcp.LastError == LinuxTcp.WouldBlock)
                {
                    Watch(add: LinuxTcp.Out, remove: 0);
                    return sent;
                }
                else
                {
                    failed = LinuxTcp.LastError != LinuxTcp.Interrupted;
                }
            }
        }

        if (failed)
        {
            Dispose();
        }

        return bytes.Length;
    }

    public void Pause() => Watch(add: 0, remove: LinuxTcp.In);

    public void Resume()
    {
        if (_received is not null && !_ended)
        {
            Watch(add: LinuxTcp.In, remove: 0);
        }
    }

    public bool CloseOutput()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                LinuxTcp.ShutDownSending(_descriptor);
            }
        }

        return true;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _loop.Remove(_token, this);
        }
    }

    public void Handle(uint events, byte[] buffer)
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            return; // Its end is posted.
        }

        if ((events & LinuxTcp.Out) != 0)
        {
            Watch(add: 0, remove: LinuxTcp.Out);
            _writable?.OnNext(Unit.Default);
        }

        if ((events & LinuxTcp.In) != 0 && (_watched & LinuxTcp.In) != 0)
        {
            Receive(buffer);
        }
        else if ((events & LinuxTcp.Error) != 0)
        {
            End(SocketError.ConnectionReset); // Told even to one that reads no further: nobody is there any more.
        }
        else if ((events & LinuxTcp.HangUp) != 0)
        {
            HangUp();
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _closed = true;
            LinuxTcp.Close(_descriptor);
        }

        TellLost();
    }

    // Both sides have closed their output. What was sent before is still to be read, and until then there is nothing to hear.
    private void HangUp()
    {
        if (_ended)
        {
            Dispose();
            return;
        }

        lock (_gate)
        {
            if (!_closed && (_watched & LinuxTcp.In) == 0)
            {
                _isAway = true;
                _loop.Ignore(_descriptor);
            }
        }
    }

    private void TellLost()
    {
        End(SocketError.OperationAborted);
        _writable?.OnCompleted();
    }

    // Whoever subscribes to a connection that is lost already hears of it all the same.
    private void TellIfLost()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                return;
            }
        }

        _loop.Post(TellLost);
    }

    private void Receive(byte[] buffer)
    {
        var count = LinuxTcp.Receive(_descriptor, buffer);
        if (count > 0)
        {
            _received?.OnNext(buffer.AsMemory(0, count));
        }
        else if (count == 0)
        {
            Watch(add: 0, remove: LinuxTcp.In);
            End(SocketError.Success);
        }
        else if (LinuxTcp.LastError is not (LinuxTcp.WouldBlock or LinuxTcp.Interrupted))
        {
            End(SocketError.ConnectionReset);
        }
    }

    /// <summary>Tells the end of what is received, once there is somebody to tell.</summary>
    private void End(SocketError error)
    {
        if (!_ended && _received is { } observer)
        {
            _ended = true;
            if (error == SocketError.Success)
            {
                observer.OnCompleted();
            }
            else
            {
                observer.OnError(new SocketException((int)error));
            }
        }

        if (error != SocketError.Success)
        {
            Dispose(); // Both directions are over.
        }
    }

    private void Watch(uint add, uint remove)
    {
        lock (_gate)
        {
            var events = (_watched | add) & ~remove;
            if (_closed || (events == _watched && !_isAway))
            {
                return;
            }

            _watched = events;
            if (_isAway)
            {
                _isAway = false;
                _loop.Return(_token, _descriptor, events);
            }
            else
            {
                _loop.Watch(_token, _descriptor, events);
            }
        }
    }
}
