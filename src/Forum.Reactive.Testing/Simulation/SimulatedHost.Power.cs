namespace Forum.Reactive.Transport.Simulation;

/// <summary>What befalls a machine: crashes, sleep, a clock that is set.</summary>
public sealed partial class SimulatedHost
{
    private readonly List<SimulatedLoop> _loops = [];
    private readonly List<IHappening> _postponed = [];
    private long? _asleepSince;
    private long _slept;
    private bool _isOff;

    /// <summary>How far this host's wall clock is ahead of the network's; durations do not depend on it. Default zero.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>Whether it is neither off nor asleep.</summary>
    public bool IsOn => !_isOff && _asleepSince is null;

    /// <summary>Its monotonic clock in ticks of 100 ns, which stands still while it sleeps.</summary>
    internal long Monotonic => (_asleepSince ?? Network.Queue.Now) - _slept;

    /// <summary>
    /// Its power fails: programs, sockets and timers are gone without a word, and packets for it are lost until <see cref="Start"/>.
    /// Peers find out by the resets that follow then, or by their time-outs.
    /// </summary>
    public void Crash()
    {
        _isOff = true;
        _asleepSince = null;
        _postponed.Clear();
        EndLoops();
        Tcp.Vanish();
        Udp.Vanish();
        _interfaces.ForEach(at => at.Forget());
    }

    /// <summary>It is switched on again after <see cref="Crash"/>, with its addresses and without any program.</summary>
    public void Start() => _isOff = false;

    /// <summary>It is switched off and on: a router forgets its mappings and a firewall what it has seen.</summary>
    public void Restart()
    {
        Crash();
        Start();
    }

    /// <summary>
    /// Its programs are killed, and the system closes what they left: connections end as when a process dies, timers are gone.
    /// </summary>
    public void Kill()
    {
        EndLoops();
        Tcp.CloseAll();
        Udp.Vanish();
    }

    /// <summary>It falls asleep: packets for it are lost, and its programs and their time stand still until <see cref="Wake"/>.</summary>
    public void Sleep()
    {
        if (IsOn)
        {
            _asleepSince = Network.Queue.Now;
        }
    }

    /// <summary>It wakes: its wall clock is right at once, and for its timers no time has passed.</summary>
    public void Wake()
    {
        if (_asleepSince is not { } since)
        {
            return;
        }

        var now = Network.Queue.Now;
        _slept += now - since;
        _asleepSince = null;
        foreach (var happening in _postponed)
        {
            Network.Queue.Add(happening, now);
        }

        _postponed.Clear();
    }

    /// <summary>Lets something happen when the monotonic clock of this host shows <paramref name="due"/>.</summary>
    internal void Schedule(IHappening happening, long due) =>
        Network.Queue.Add(happening, Network.Queue.Now + Math.Max(0, due - Monotonic));

    /// <summary>Whether something that is due happens now; else it comes again when its time has come on this host.</summary>
    internal bool IsTimeFor(IHappening happening, long due)
    {
        if (_asleepSince is not null)
        {
            _postponed.Add(happening);
            return false;
        }

        if (Monotonic < due)
        {
            Schedule(happening, due);
            return false;
        }

        return true;
    }

    internal void Remove(SimulatedLoop loop) => _loops.Remove(loop);

    private void EndLoops()
    {
        _loops.ForEach(loop => loop.Vanish());
        _loops.Clear();
    }
}
