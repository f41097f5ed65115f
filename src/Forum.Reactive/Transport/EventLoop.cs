namespace Forum.Reactive.Transport;

/// <summary>
/// The loop where there is no epoll: a thread that waits for timers and for what is posted to it, the completions of the system's
/// own socket engine among it.
/// </summary>
#pragma warning disable CA1001 // Its end disposes of what it owns.
internal sealed class EventLoop : LoopScheduler
#pragma warning restore CA1001
{
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly HashSet<IDisposable> _sockets = []; // Protected by itself, as is the next
    private bool _released;

    public EventLoop(string name)
        : base(name) => Start();

    /// <summary>
    /// The loop does not end before <paramref name="socket"/> was removed, and disposes it then; at once if it has ended. On any thread.
    /// </summary>
    public void Add(IDisposable socket)
    {
        lock (_sockets)
        {
            if (!_released)
            {
                _sockets.Add(socket);
                return;
            }
        }

        socket.Dispose();
    }

    /// <summary>The socket was disposed, and has told its observers. On the loop.</summary>
    public void Remove(IDisposable socket)
    {
        lock (_sockets)
        {
            _sockets.Remove(socket);
        }
    }

    private protected override bool HasSockets
    {
        get
        {
            lock (_sockets)
            {
                return _sockets.Count > 0;
            }
        }
    }

    private protected override void Wake() => _wake.Set();

    private protected override void WaitAndReceive(TimeSpan timeout)
    {
        if (timeout != TimeSpan.Zero)
        {
            // Rounded up, so that what is waited for is due then.
            _wake.WaitOne((int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue));
        }
    }

    private protected override void ReleaseAll()
    {
        IDisposable[] sockets;
        lock (_sockets)
        {
            _released = true;
            sockets = [.. _sockets];
        }

        Array.ForEach(sockets, socket => Try(socket, static open => open.Dispose()));
    }

    private protected override void Close() => _wake.Dispose();
}
