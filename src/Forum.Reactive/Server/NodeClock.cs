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
    private TimeSpan _heardAt; // Of the last batch, by the stopwatch
    private bool _hasBegun;
    private DateTimeOffset _start; // The wall clock when the stopwatch was at zero, as far as is told

    /// <summary>A lower bound of the time that the next batch gets, had nobody set the clock.</summary>
    public DateTimeOffset LogTime => State.Time + (services.Clock.Elapsed - _heardAt);

    private ForumState State => services.State;

    /// <summary>The log has caught up: the clock may have been set while nothing ran.</summary>
    public void Begin()
    {
        var wall = services.Loop.Now;
        _hasBegun = true;
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
        var wall = services.Loop.Now;
        var start = wall - services.Clock.Elapsed;
        if ((start - _start).Duration() <= ReadableClock.Tolerance)
        {
            return;
        }

        _start = start;
        if (State.Nodes.Count == 1)
        {
            services.Own.AppendSurely(Act.ClockSet(new ClockDetails(wall, LogTime)));
        }
    }

    public void OnNext(LogBatch value)
    {
        if (value.Time - LogTime > ReadableClock.Tolerance && _hasBegun)
        {
            Look(); // Before the log's new time is taken for what was expected.
        }

        _heardAt = services.Clock.Elapsed;
        State.OnNext(value);
    }

    public void OnCompleted() => State.OnCompleted();

    public void OnError(Exception error) => State.OnError(error);

    public StateSnapshot Capture() => State.Capture();

    public void Restore(StateSnapshot snapshot) => State.Restore(snapshot);
}
