using System.Reactive.Concurrency;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;

namespace Forum.Reactive.Server;

/// <summary>
/// Knows what time it is in the log: the last batch's, and what has passed since by the stopwatch. And it notices when somebody sets the
/// wall clock, so that an entry says so before any other goes into the log.
/// </summary>
/// <remarks>For the loop. It stands between the log and the state.</remarks>
internal sealed class NodeClock(SessionServices services) : IStateMachine
{
    private DateTimeOffset _lead; // The log's time when the stopwatch was at zero, as the batch tells that was delayed least
    private bool _isAlone;
    private DateTimeOffset _start; // The wall clock when the stopwatch was at zero, as far as is told

    /// <summary>A lower bound of the time that the next batch gets.</summary>
    public DateTimeOffset LogTime
    {
        get
        {
            var (expected, wall) = (Expected, services.Loop.Now);
            return expected > wall ? expected : wall;
        }
    }

    /// <summary>The same, had nobody set the clock since the last batch.</summary>
    private DateTimeOffset Expected => _lead + services.Clock.Elapsed;

    private ForumState State => services.State;

    /// <summary>The log has caught up: the clock may have been set while nothing ran.</summary>
    /// <param name="isAlone">Whether the log's time is this node's.</param>
    public void Begin(bool isAlone)
    {
        _isAlone = isAlone;
        if (!isAlone)
        {
            return;
        }

        var wall = services.Loop.Now;
        _start = wall - services.Clock.Elapsed;
        var last = State.Time;
        if (State.Readable.IsBehind || last - wall > ReadableClock.Tolerance)
        {
            services.Own.AppendSurely(Act.ClockSet(new ClockDetails(wall, last > wall ? last : wall)));
        }
    }

    /// <summary>Something is about to go into the log: says so if somebody has set the clock.</summary>
    /// <remarks>With several nodes the log's time is not this node's.</remarks>
    public void Look()
    {
        if (!_isAlone)
        {
            return;
        }

        var wall = services.Loop.Now;
        var start = wall - services.Clock.Elapsed;
        if ((start - _start).Duration() <= ReadableClock.Tolerance)
        {
            return;
        }

        _start = start;
        if (State.Nodes.Count == 1)
        {
            services.Own.AppendSurely(Act.ClockSet(new ClockDetails(wall, Expected)));
        }
    }

    public void OnNext(LogBatch value)
    {
        if (value.Time - Expected > ReadableClock.Tolerance)
        {
            Look(); // Before the log's new time is taken for what was expected.
        }

        var lead = value.Time - services.Clock.Elapsed;
        _lead = lead > _lead ? lead : _lead;
        State.OnNext(value);
    }

    public void OnCompleted() => State.OnCompleted();

    public void OnError(Exception error) => State.OnError(error);

    public StateSnapshot Capture() => State.Capture();

    public void Restore(StateSnapshot snapshot) => State.Restore(snapshot);
}
