using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>
/// What expires when, and one timer for the next of it. Time is asked of the scheduler when the timer comes, so a timer
/// that is early takes nothing early, and is set again. For one thread at a time; the timer calls on the scheduler's.
/// </summary>
/// <param name="timeSelector">How long an item lives; null: for ever.</param>
/// <param name="pollingInterval">If given, items expire only at multiples of it after the start.</param>
/// <param name="scheduler">Tells the time and waits.</param>
/// <param name="onTimer">Called when the timer comes; it takes what is due.</param>
internal sealed class ExpirationTimer<TObject, TKey>(
    Func<TObject, TimeSpan?> timeSelector,
    TimeSpan? pollingInterval,
    IScheduler scheduler,
    Action onTimer
) : IDisposable
    where TObject : notnull
    where TKey : notnull
{
    private const long NotSet = long.MaxValue;

    // The longest wait that every scheduler can keep; after it the timer is set again.
    private static readonly long LongestWait = TimeSpan.FromMilliseconds(int.MaxValue).Ticks;

    private readonly ExpirationQueue<TObject, TKey> _expirations = new();
    private readonly SerialDisposable _timer = new();
    private readonly long _start = scheduler.Now.UtcTicks;
    private long _timerDue = NotSet;

    /// <summary>Whether nothing expires any more.</summary>
    public bool IsIdle => _expirations.Count == 0;

    /// <summary>Takes note of changes: what is new lives from now on, what is gone does not expire.</summary>
    public void Apply(IChangeSet<TObject, TKey> changes)
    {
        var now = scheduler.Now.UtcTicks;
        var earliest = NotSet;
        foreach (ref readonly var change in changes.AsSpan())
        {
            if (change.Reason is ChangeReason.Add or ChangeReason.Update)
            {
                earliest = Math.Min(earliest, Start(change.Key, change.Current, now));
            }
            else if (change.Reason == ChangeReason.Remove)
            {
                _expirations.Remove(change.Key);
            }
        }

        if (_expirations.Count == 0)
        {
            Stop();
        }
        else
        {
            SetTimer(earliest);
        }
    }

    /// <summary>Takes what is due, in the order of its times, and sets the timer for what is next.</summary>
    public List<KeyValuePair<TKey, TObject>> TakeDue()
    {
        var now = scheduler.Now.UtcTicks;
        var due = new List<KeyValuePair<TKey, TObject>>();
        while (_expirations.TryTake(now, out var expired))
        {
            due.Add(expired);
        }

        _timerDue = NotSet;
        if (_expirations.TryPeek(out var next))
        {
            SetTimer(next);
        }

        return due;
    }

    public void Dispose()
    {
        _expirations.Clear();
        _timer.Dispose();
    }

    private long Start(TKey key, TObject item, long now)
    {
        if (timeSelector(item) is not { } lifetime)
        {
            _expirations.Remove(key);
            return NotSet;
        }

        var due = lifetime.Ticks > NotSet - now - 1 ? NotSet - 1 : now + lifetime.Ticks;
        _expirations.Set(key, item, due);
        return due;
    }

    private void SetTimer(long due)
    {
        // A tick is not before the time itself.
        if (due >= _timerDue)
        {
            return;
        }

        due = pollingInterval is { Ticks: > 0 } interval ? NextTick(due, interval.Ticks) : due;
        if (due >= _timerDue)
        {
            return;
        }

        _timerDue = due;
        var wait = Math.Clamp(due - scheduler.Now.UtcTicks, 0, LongestWait);
        _timer.Disposable = scheduler.Schedule(
            onTimer,
            TimeSpan.FromTicks(wait),
            static (_, call) =>
            {
                call();
                return Disposable.Empty;
            }
        );
    }

    private void Stop()
    {
        if (_timerDue == NotSet)
        {
            return;
        }

        _timerDue = NotSet;
        _timer.Disposable = Disposable.Empty;
    }

    private long NextTick(long due, long interval)
    {
        var earliest = Math.Max(due, scheduler.Now.UtcTicks + 1);
        var ticks = ((earliest - _start - 1) / interval) + 1;
        return ticks > (NotSet - 1 - _start) / interval ? NotSet - 1 : _start + (ticks * interval);
    }
}
