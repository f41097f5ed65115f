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
internal sealed class EpollLoop
{
    private const int MaxEvents = 512;
    private const int BufferSize = 64 * 1024;
    private const long WakeToken = -1;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly Thread _thread;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly List<IEpollTarget?> _targets = []; // Of the loop's thread, as is the next
    private readonly Stack<int> _freeTokens = new();
    private readonly List<int> _removed = []; // This round's: an event of the round may still name them
    private readonly Lock _gate = new();
    private List<Action> _posted = []; // Protected by the gate
    private List<Action> _deferred = []; // Of the loop's thread
    private List<Action> _running = [];
    private int _live; // Targets, of the loop's thread
    private bool _ended; // Protected by the gate
    private bool _stopsWhenEmpty; // Of the loop's thread

    public EpollLoop(string name)
    {
        _epoll = LinuxTcp.CreateEpoll();
        _wake = LinuxTcp.CreateEvent();
        if (_epoll < 0 || _wake < 0)
        {
            throw new Win32Exception(LinuxTcp.LastError);
        }

        LinuxTcp.Control(_epoll, LinuxTcp.Add, _wake, LinuxTcp.In, WakeToken);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    private bool IsCurrent => Thread.CurrentThread == _thread;

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
        _live++;
        if (LinuxTcp.Control(_epoll, LinuxTcp.Add, descriptor, events, token) < 0)
        {
            Remove(token); // The system watches no more: better closed than never heard.
        }

        return token;
    }

    /// <summary>Changes what is watched for. On any thread, while the descriptor is open.</summary>
    public void Watch(int token, int descriptor, uint events) =>
        LinuxTcp.Control(_epoll, LinuxTcp.Modify, descriptor, events, token);

    /// <summary>Watches no longer, and releases the target. On any thread; once.</summary>
    public void Remove(int token) =>
        Post(() =>
        {
            var target = _targets[token];
            _targets[token] = null;
            target?.Release();
            _removed.Add(token);
            _live--;
        });

    /// <summary>Runs <paramref name="act"/> on the loop's thread, soon.</summary>
    public void Post(Action act)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _posted.Add(act);
            if (!IsCurrent)
            {
                LinuxTcp.Signal(_wake);
            }
        }
    }

    /// <summary>Runs <paramref name="act"/> when everything of this round was received; at once on another thread.</summary>
    public void Defer(Action act)
    {
        if (IsCurrent)
        {
            _deferred.Add(act);
        }
        else
        {
            act();
        }
    }

    /// <summary>Ends the thread as soon as nothing is watched.</summary>
    public void StopWhenEmpty() => Post(() => _stopsWhenEmpty = true);

    private void Run()
    {
        var events = new byte[MaxEvents * LinuxTcp.EventSize];
        while (!(_stopsWhenEmpty && _live == 0))
        {
            var count = LinuxTcp.Wait(_epoll, events, timeoutMilliseconds: -1);
            for (var i = 0; i < count; i++)
            {
                (var what, var token) = LinuxTcp.EventAt(events, i);
                if (token == WakeToken)
                {
                    LinuxTcp.Clear(_wake);
                }
                else
                {
                    _targets[(int)token]?.Handle(what, _buffer);
                }
            }

            RunDeferred();
            RunPosted();
        }

        Close();
    }

    private void RunDeferred()
    {
        while (_deferred.Count > 0)
        {
            (_deferred, _running) = (_running, _deferred);
            RunAll();
        }
    }

    private void RunPosted()
    {
        while (true)
        {
            lock (_gate)
            {
                (_posted, _running) = (_running, _posted);
            }

            if (_running.Count == 0)
            {
                break;
            }

            RunAll();
            RunDeferred();
        }

        foreach (var token in _removed)
        {
            _freeTokens.Push(token);
        }

        _removed.Clear();
    }

    private void RunAll()
    {
        foreach (var act in _running)
        {
            act();
        }

        _running.Clear();
    }

    private void Close()
    {
        lock (_gate)
        {
            _ended = true;
            LinuxTcp.Close(_wake);
        }

        LinuxTcp.Close(_epoll);
    }
}
