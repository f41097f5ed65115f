using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Forum.ClientApp.Rendering;

/// <summary>Slows a stream of states down to what can be shown.</summary>
internal static class Pacing
{
    /// <summary>
    /// The newest value at once if none was given for <paramref name="interval"/>, else when that is over; older ones are left out.
    /// </summary>
    /// <remarks>
    /// OnNext: as above, on the scheduler, one at a time, while new values may come on any thread. OnCompleted: after the newest value, without
    /// waiting. OnError: at once.
    /// </remarks>
    public static IObservable<T> Pace<T>(this IObservable<T> source, TimeSpan interval, IScheduler scheduler) =>
        Observable.Create<T>(observer =>
            new Pacer<T>(observer, interval, scheduler, new SerialDisposable()).Run(source)
        );

    private sealed class Pacer<T>(IObserver<T> observer, TimeSpan interval, IScheduler scheduler, SerialDisposable turn)
    {
        private readonly Lock _gate = new();

        // Guarded by the gate.
        private T? _newest;
        private bool _hasNewest;
        private bool _isTurnSet;
        private bool _isCompleted;
        private DateTimeOffset _next = DateTimeOffset.MinValue;

        public CompositeDisposable Run(IObservable<T> source) =>
            new CompositeDisposable(source.Subscribe(Take, Fail, Complete), turn);

        private void Take(T value)
        {
            DateTimeOffset next;
            lock (_gate)
            {
                (_newest, _hasNewest) = (value, true);
                if (_isTurnSet)
                {
                    return;
                }

                (_isTurnSet, next) = (true, _next);
            }

            SetTurn(next - scheduler.Now);
        }

        private void Complete()
        {
            lock (_gate)
            {
                _isCompleted = true;
            }

            SetTurn(TimeSpan.Zero);
        }

        private void Fail(Exception error) => turn.Disposable = scheduler.Schedule(() => observer.OnError(error));

        private void SetTurn(TimeSpan wait) =>
            turn.Disposable = scheduler.Schedule(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Turn);

        private void Turn()
        {
            T? value;
            bool hasValue,
                isCompleted;
            lock (_gate)
            {
                (value, hasValue, isCompleted) = (_newest, _hasNewest, _isCompleted);
                (_newest, _hasNewest, _isTurnSet) = (default, false, false);
                _next = scheduler.Now + interval;
            }

            if (hasValue)
            {
                observer.OnNext(value!);
            }

            if (isCompleted)
            {
                observer.OnCompleted();
            }
        }
    }
}
