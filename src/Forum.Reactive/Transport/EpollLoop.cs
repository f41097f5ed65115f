using System.ComponentModel;

namespace Forum.Reactive.Transport;

/// <summary>Something that one thread watches for others: a listening socket, a connection.</summary>
internal interface IEpollTarget
{
    /// <summary>What happened to it. On the loop's thread.</summary>
    /// <param name="events">Bits of <see cref="LinuxTcp"/>.</param>
    /// <param name="buffer">For whatever is received; the next target uses it again.</param>
    void Handle(uint events, byte[] buffer);

    /// <summary>Lets go of the descriptor. On the loop's thread, after which nothing is handled any more.</summary>
    void Release();
}

/// <summary>
/// One thread that waits for all sockets of a server and handles what came in rounds: first everything that is there to be
/// received, then what was deferred meanwhile, so that the commands of many connections become one batch, and each connection is
/// written to once. Level-triggered: one receive a connection and round, and no call that finds nothing.
/// </summary>
internal sealed class EpollLoop : LoopScheduler
{
    private const int MaxEvents = 512;

    /// <summary>Most bytes that are received from one connection in a round.</summary>
    private const int BufferSize = 16 * 1024;
    private const long WakeToken = -1;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly byte[] _events = new byte[MaxEvents * LinuxTcp.EventSize];
    private readonly List<IEpollTarget?> _targets = []; // Of the loop's thread, as is the next
    private readonly Stack<int> _freeTokens = new();

    public EpollLoop(string name)
        : base(name)
    {
        _epoll = LinuxTcp.CreateEpoll();
        _wake = LinuxTcp.CreateEvent();
        if (_epoll < 0 || _wake < 0 || LinuxTcp.Control(_epoll, LinuxTcp.Add, _wake, LinuxTcp.In, WakeToken) < 0)
        {
            var error = LinuxTcp.LastError;
            LinuxTcp.Close(_epoll);
            LinuxTcp.Close(_wake);
            throw new Win32Exception(error);
        }

        Start();
    }

    /// <summary>Sockets that are watched. On the loop.</summary>
    public int SocketCount => _targets.Count - _freeTokens.Count;

    /// <summary>Watches <paramref name="descriptor"/>. On the loop's thread.</summary>
    /// <returns>A token for <see cref="Watch"/> and <see cref="Remove"/>.</returns>
    public int Add(IEpollTarget target, int descriptor, uint events)
    {
        if (!_freeTokens.TryPop(out var token))
        {
            token = _targets.Count;
            _targets.Add(null);
        }

        _targets[token] = target;
        if (LinuxTcp.Control(_epoll, LinuxTcp.Add, descriptor, events, token) < 0)
        {
            Remove(token, target); // The system watches no more: better closed than never heard.
        }

        return token;
    }

    /// <summary>Changes what is watched for. On any thread, while the descriptor is open.</summary>
    public void Watch(int token, int descriptor, uint events) =>
        LinuxTcp.Control(_epoll, LinuxTcp.Modify, descriptor, events, token);

    /// <summary>Has the system forget a descriptor for a while. On any thread, while it is open.</summary>
    public void Ignore(int descriptor) => LinuxTcp.Control(_epoll, LinuxTcp.Delete, descriptor, events: 0, data: 0);

    /// <summary>Watches again what was ignored. On any thread, while the descriptor is open.</summary>
    public void Return(int token, int descriptor, uint events) =>
        LinuxTcp.Control(_epoll, LinuxTcp.Add, descriptor, events, token);

    /// <summary>
    /// Watches <paramref name="target"/> no longer, and releases it, unless that is done already: the token may be another's by
    /// then. On any thread.
    /// </summary>
    public void Remove(int token, IEpollTarget target) => Post(() => RemoveNow(token, target));

    private protected override void Begin() => LinuxUdp.WakePunctually();

    private protected override void Wake() => LinuxTcp.Signal(_wake);

    private protected override void WaitAndReceive(TimeSpan timeout)
    {
        var count = LinuxTcp.Wait(_epoll, _events, timeout);
        for (var i = 0; i < count; i++)
        {
            (var what, var token) = LinuxTcp.EventAt(_events, i);
            if (token == WakeToken)
            {
                LinuxTcp.Clear(_wake);
            }
            else if (_targets[(int)token] is { } target && !Try((Target: target, what, _buffer), Handle))
            {
                Remove((int)token, target); // Nobody knows how far it came.
            }
        }
    }

    private protected override void ReleaseAll()
    {
        for (var token = 0; token < _targets.Count; token++)
        {
            if (_targets[token] is { } target)
            {
                RemoveNow(token, target);
            }
        }
    }

    private protected override void Close()
    {
        LinuxTcp.Close(_wake);
        LinuxTcp.Close(_epoll);
    }

    private static void Handle((IEpollTarget Target, uint What, byte[] Buffer) happening) =>
        happening.Target.Handle(happening.What, happening.Buffer);

    // Between two waits, so that no event that was reported can name the next owner of the token.
    private void RemoveNow(int token, IEpollTarget target)
    {
        if (_targets[token] == target)
        {
            _targets[token] = null;
            _freeTokens.Push(token);
            Try(target, static released => released.Release());
        }
    }
}
