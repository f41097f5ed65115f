using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Forum.Reactive.Views;

/// <summary>Adds a value to what waits for a slow view.</summary>
/// <typeparam name="T">What comes.</typeparam>
/// <typeparam name="TWaiting">What waits: the default value when nothing did.</typeparam>
/// <param name="waiting">What waits; kept within bounds by whoever gathers.</param>
/// <param name="value">What came.</param>
/// <returns>Whether anything waits now.</returns>
public delegate bool Gather<in T, TWaiting>(ref TWaiting? waiting, T value);

/// <summary>The operator that lets a view keep its own pace.</summary>
public static class Conflation
{
    /// <summary>
    /// Passes on the newest value, on <paramref name="scheduler"/>, at once when it was quiet and else at most every
    /// <paramref name="pace"/>: while the observer is busy or rests, a newer value takes the place of the one that waits.
    /// </summary>
    /// <param name="source">Where values come from. It never waits for the observer.</param>
    /// <param name="pace">Least time from the beginning of one OnNext to that of the next, by the scheduler's stopwatch; zero: none.</param>
    /// <param name="scheduler">Where the observer is called, one call at a time.</param>
    /// <remarks>
    /// <list type="table">
    /// <item><term>value, quiet</term><description>scheduled at once</description></item>
    /// <item><term>value, busy</term><description>waits, in the place of an older one</description></item>
    /// <item><term>end, error</term><description>the value that waits is passed on without waiting for the pace, then the end</description></item>
    /// <item><term>disposal</term><description>what waits is dropped; an OnNext that runs is not awaited</description></item>
    /// </list>
    /// The source may tick on any thread.
    /// </remarks>
    public static IObservable<T> Conflate<T>(this IObservable<T> source, TimeSpan pace, IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(scheduler);
        return source.Conflate<T, T>(
            static (ref T? waiting, T newest) =>
            {
                waiting = newest;
                return true;
            },
            pace,
            scheduler
        );
    }

    /// <summary>As the other overload, but values are gathered while they wait.</summary>
    /// <param name="source">Where values come from.</param>
    /// <param name="gather">Called on the source's thread and under a lock: it has to be quick, and must not call out.</param>
    /// <param name="pace">Least time from the beginning of one OnNext to that of the next, by the scheduler's stopwatch; zero: none.</param>
    /// <param name="scheduler">Where the observer is called, one call at a time.</param>
    /// <remarks>The ticks, the end and the threads are those of the other overload.</remarks>
    public static IObservable<TWaiting> Conflate<T, TWaiting>(
        this IObservable<T> source,
        Gather<T, TWaiting> gather,
        TimeSpan pace,
        IScheduler scheduler
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(gather);
        ArgumentNullException.ThrowIfNull(scheduler);
        return Observable.Create<TWaiting>(observer =>
        {
            var conflated = new Conflated<T, TWaiting>(observer, gather, pace, scheduler);
            return new CompositeDisposable(source.Subscribe(conflated), conflated);
        });
    }

    private sealed class Conflated<T, TWaiting>(
        IObserver<TWaiting> observer,
        Gather<T, TWaiting> gather,
        TimeSpan pace,
        IScheduler scheduler
    ) : IObserver<T>, IDisposable
    {
        private readonly IStopwatch _clock = scheduler.StartStopwatch();
        private readonly SerialDisposable _timer = new();
        private readonly Lock _gate = new();
        private TWaiting? _waiting; // Protected by the gate, as is what follows
        private bool _isWaiting;
        private bool _isBusy; // A call runs or is scheduled
        private bool _isCalling; // It runs
        private bool _hasEnded;
        private bool _isDisposed;
        private Exception? _error;
        private TimeSpan _next; // The earliest time of the next call

        public void OnNext(T value)
        {
            TimeSpan wait;
            lock (_gate)
            {
                if (_hasEnded)
                {
                    return;
                }

                _isWaiting = gather(ref _waiting, value);
                if (_isBusy || !_isWaiting)
                {
                    return;
                }

                _isBusy = true;
                wait = _next - _clock.Elapsed;
            }

            Schedule(wait);
        }

        public void OnCompleted() => End(null);

        public void OnError(Exception error) => End(error);

        public void Dispose()
        {
            lock (_gate)
            {
                _hasEnded = _isDisposed = true;
                _isWaiting = false;
                _waiting = default;
            }

            _timer.Dispose();
        }

        private void End(Exception? error)
        {
            lock (_gate)
            {
                if (_hasEnded)
                {
                    return;
                }

                (_hasEnded, _error) = (true, error);
                if (_isCalling)
                {
                    return; // The one who calls sees it.
                }

                _isBusy = true;
            }

            Schedule(TimeSpan.Zero); // In the place of a call that would come later
        }

        private void Schedule(TimeSpan wait) => _timer.Start(scheduler, wait, this, static view => view.Call());

        private void Call()
        {
            TWaiting? value;
            bool isWaiting;
            lock (_gate)
            {
                if (_isCalling || _isDisposed)
                {
                    return;
                }

                (value, isWaiting) = (_waiting, _isWaiting);
                (_waiting, _isWaiting, _isCalling) = (default, false, true);
                _next = _clock.Elapsed + pace;
            }

            try
            {
                if (isWaiting)
                {
                    observer.OnNext(value!);
                }
            }
            finally
            {
                Finish();
            }
        }

        /// <summary>After a call: what came meanwhile waits for its time; the end comes behind it.</summary>
        private void Finish()
        {
            TimeSpan wait;
            lock (_gate)
            {
                _isCalling = false;
                _isBusy = _isWaiting;
                if (_isDisposed || (!_isWaiting && !_hasEnded))
                {
                    return;
                }

                wait = _hasEnded ? TimeSpan.Zero : _next - _clock.Elapsed;
            }

            if (_isBusy)
            {
                Schedule(wait);
            }
            else if (_error is { } error)
            {
                observer.OnError(error);
            }
            else
            {
                observer.OnCompleted();
            }
        }
    }
}
