using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>Something that comes to pass at its time: a packet arrives, a timer fires.</summary>
internal interface IHappening
{
    void Happen();
}

/// <summary>
/// What is still to come in a simulated world, in the order of its time and, at one time, of its planning. One wake-up of the
/// scheduler runs everything of a tick, and then what was put off to the end of the tick.
/// </summary>
internal sealed class SimulationQueue(IScheduler scheduler)
{
    private const long Never = long.MaxValue;
    private readonly PriorityQueue<IHappening, Moment> _queue = new(MomentComparer.Instance);
    private readonly IStopwatch _clock = scheduler.StartStopwatch();
    private readonly ActList _atEndOfTick = new();
    private readonly ActList _afterTick = new();
    private long _planned;
    private long _wakesAt = Never;
    private long _tick;

    /// <summary>Whether something is happening just now.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Ticks of 100 ns since the world began.</summary>
    public long Now => IsRunning ? _tick : _clock.Elapsed.Ticks;

    /// <summary>How much is still to come.</summary>
    public int Count => _queue.Count + _atEndOfTick.Count + _afterTick.Count;

    public void Add(IHappening happening, long due)
    {
        _queue.Enqueue(happening, new Moment(due, _planned++));
        if (!IsRunning)
        {
            WakeAt(due);
        }
    }

    /// <summary>Runs <paramref name="act"/> after everything that happens in this tick, or soon if nothing is happening.</summary>
    public void AtEndOfTick(Action act) => Add(_atEndOfTick, act);

    /// <summary>Runs <paramref name="act"/> after everything that is done at the end of the tick.</summary>
    public void AfterTick(Action act) => Add(_afterTick, act);

    private void Add(ActList list, Action act)
    {
        list.Add(act);
        if (!IsRunning)
        {
            WakeAt(Now);
        }
    }

    private void WakeAt(long due)
    {
        if (due >= _wakesAt)
        {
            return;
        }

        _wakesAt = due;
        scheduler.Schedule(
            (Queue: this, due),
            TimeSpan.FromTicks(Math.Max(0, due - Now)),
            static (_, wake) =>
            {
                wake.Queue.Wake(wake.due);
                return Disposable.Empty;
            }
        );
    }

    private void Wake(long due)
    {
        if (due != _wakesAt)
        {
            return; // Something earlier was planned since, and that wake-up has planned another.
        }

        _wakesAt = Never;
        _tick = _clock.Elapsed.Ticks;
        IsRunning = true;
        try
        {
            RunTick();
        }
        finally
        {
            IsRunning = false;
            PlanNext();
        }
    }

    private void RunTick()
    {
        do
        {
            while (_queue.TryPeek(out var happening, out var moment) && moment.Due <= _tick)
            {
                _queue.Dequeue();
                happening.Happen();
            }

            if (!_atEndOfTick.Run())
            {
                _afterTick.Run();
            }
        } while (IsMoreToDo());
    }

    private bool IsMoreToDo() =>
        _atEndOfTick.Count + _afterTick.Count > 0 || (_queue.TryPeek(out _, out var next) && next.Due <= _tick);

    private void PlanNext()
    {
        if (_atEndOfTick.Count + _afterTick.Count > 0)
        {
            WakeAt(_tick); // Something threw, and left these behind.
        }
        else if (_queue.TryPeek(out _, out var moment))
        {
            WakeAt(moment.Due);
        }
    }

    private sealed class ActList
    {
        private List<Action> _acts = [];
        private List<Action> _running = [];

        public int Count => _acts.Count;

        public void Add(Action act) => _acts.Add(act);

        /// <returns>Whether there was something to do.</returns>
        public bool Run()
        {
            (_acts, _running) = (_running, _acts);
            var count = _running.Count;
            foreach (var act in _running)
            {
                act();
            }

            _running.Clear();
            return count > 0;
        }
    }

    private readonly record struct Moment(long Due, long Order);

    private sealed class MomentComparer : IComparer<Moment>
    {
        public static readonly MomentComparer Instance = new();

        public int Compare(Moment x, Moment y) => x.Due != y.Due ? x.Due.CompareTo(y.Due) : x.Order.CompareTo(y.Order);
    }
}
