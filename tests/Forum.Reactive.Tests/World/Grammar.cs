using System.Reactive.Linq;

namespace Forum.Reactive.Tests.World;

/// <summary>The grammar of a stream: <c>OnNext* (OnError | OnCompleted)?</c>, one call at a time.</summary>
internal static class Grammar
{
    /// <summary>Passes a stream on, and throws at the source of a call that breaks the grammar.</summary>
    public static IObservable<T> CheckGrammar<T>(this IObservable<T> source) => new Checked<T>(source);

    // An operator of Rx would mend what is to be found.
    private sealed class Checked<T>(IObservable<T> source) : IObservable<T>
    {
        public IDisposable Subscribe(IObserver<T> observer) => source.Subscribe(new Checker<T>(observer));
    }

    private sealed class Checker<T>(IObserver<T> observer) : IObserver<T>
    {
        private int _calls;
        private volatile bool _ended;

        public void OnNext(T value) => Call(() => observer.OnNext(value), ends: false);

        public void OnError(Exception error) => Call(() => observer.OnError(error), ends: true);

        public void OnCompleted() => Call(observer.OnCompleted, ends: true);

        private void Call(Action call, bool ends)
        {
            if (_ended)
            {
                throw new InvalidOperationException("A stream went on after its end.");
            }

            if (Interlocked.Exchange(ref _calls, 1) != 0)
            {
                throw new InvalidOperationException("A stream called its observer while it was being called.");
            }

            _ended = ends;
            try
            {
                call();
            }
            finally
            {
                Volatile.Write(ref _calls, 0);
            }
        }
    }
}
