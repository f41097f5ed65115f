using System.Reactive.Concurrency;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Log;

/// <summary>
/// The time that a log gives its batches: it goes on at the pace of the loop's stopwatch, and follows the wall clock forward. It never
/// goes back: when the wall clock is set back, it goes on where it was, and does not stand still.
/// </summary>
/// <remarks>For one thread. That somebody set the clock is said by an entry (<see cref="ActKind.Clock"/>), by which the forum keeps
/// durations as they are and shows the people the time of the wall again.</remarks>
public sealed class LogClock
{
    private readonly IScheduler _loop;
    private readonly IStopwatch _stopwatch;
    private DateTimeOffset _last;
    private TimeSpan _lastElapsed;

    /// <summary>Begins behind a time.</summary>
    /// <param name="loop">Has the wall clock and the stopwatch.</param>
    /// <param name="last">The last time that the log gave, before a restart too; default: none.</param>
    public LogClock(ILoop loop, DateTimeOffset last = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        (_loop, _stopwatch, _last) = (loop, loop.StartStopwatch(), last);
    }

    /// <summary>The time of the next batch: never earlier than the last one.</summary>
    public DateTimeOffset Next()
    {
        var wall = _loop.Now; // Before the stopwatch: a thread that is held up in between must not put the log ahead.
        var elapsed = _stopwatch.Elapsed;
        var paced = _last + (elapsed - _lastElapsed);
        _lastElapsed = elapsed;
        return _last = wall > paced ? wall : paced;
    }
}
