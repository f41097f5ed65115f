using System.Reactive;

namespace DynamicData.Cache.Internal;

/// <summary>
/// Where several streams meet to make one. What they send is handled in turns, one at a time and in order of arrival, by
/// whichever thread is draining; no lock is held while a caller's function or the observer is called. What a handler
/// throws, and an error of any of the streams, ends the result.
/// </summary>
internal abstract class Junction<TResult>
    where TResult : class
{
    private readonly IObserver<TResult> _observer;
    private readonly DeliveryQueue<Signal> _turns;
    private bool _hasEnded; // of the draining thread

    protected Junction(IObserver<TResult> observer)
    {
        _observer = observer;
        _turns = new(new Lock(), Handle);
    }

    /// <summary>Whether nothing can come any more. Asked after each turn.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>A stream that flows into this one.</summary>
    /// <param name="onNext">Makes the result of an element, null if there is none.</param>
    /// <param name="onCompleted">Notes that the stream is complete.</param>
    protected IObserver<T> Inlet<T>(Func<T, TResult?> onNext, Action onCompleted) =>
        Observer.Create<T>(
            value => _turns.Post(new(this, () => onNext(value))),
            Fail,
            () => _turns.Post(new(this, () => NoResult(onCompleted)))
        );

    /// <summary>The stream of changes, which flows without a closure an element.</summary>
    protected IObserver<T> MainInlet<T>(Func<T, TResult?> onNext, Action onCompleted)
        where T : class => new Port<T>(this, onNext, onCompleted);

    /// <summary>Takes a turn.</summary>
    protected void Post(Func<TResult?> turn) => _turns.Post(new(this, turn));

    /// <summary>Ends the result, in turn, without telling anyone: nobody listens any more.</summary>
    protected void Stop() => _turns.Post(new(this, null));

    /// <summary>What is sent before the result completes, null if nothing.</summary>
    protected virtual TResult? Last() => null;

    /// <summary>Called in turn after the observer was told.</summary>
    protected virtual void OnTold() { }

    /// <summary>Called once, in turn, when the result has ended.</summary>
    protected virtual void OnEnd() { }

    private void Fail(Exception error) => _turns.Post(new(error, null));

    private static TResult? NoResult(Action action)
    {
        action();
        return null;
    }

    private void Handle(in Signal signal)
    {
        if (_hasEnded)
        {
            return;
        }

        if (signal.Sender is Exception failure)
        {
            End(failure);
            return;
        }

        if (signal == new Signal(this, null))
        {
            _hasEnded = true;
            OnEnd();
            return;
        }

        Take(signal);
    }

    private void Take(in Signal signal)
    {
        TResult? result;
        try
        {
            result = signal.Payload is Func<TResult?> turn ? turn() : ((IPort)signal.Sender).Accept(signal.Payload);
        }
        catch (Exception error)
        {
            End(error);
            return;
        }

        try
        {
            if (result is not null)
            {
                _observer.OnNext(result);
            }
        }
        finally
        {
            OnTold();
        }

        if (IsComplete)
        {
            End(null);
        }
    }

    private void End(Exception? error)
    {
        _hasEnded = true;
        OnEnd();
        if (error is not null)
        {
            _observer.OnError(error);
            return;
        }

        if (Last() is { } last)
        {
            _observer.OnNext(last);
        }

        _observer.OnCompleted();
    }

    /// <summary>What waits for its turn: a function, an element for a port, or an error.</summary>
    private readonly record struct Signal(object Sender, object? Payload);

    private interface IPort
    {
        /// <summary>Handles an element, or the end of the stream if it is null.</summary>
        TResult? Accept(object? payload);
    }

    private sealed class Port<T>(Junction<TResult> junction, Func<T, TResult?> onNext, Action onCompleted)
        : IObserver<T>,
            IPort
        where T : class
    {
        public void OnNext(T value) => junction._turns.Post(new(this, value));

        public void OnError(Exception error) => junction.Fail(error);

        public void OnCompleted() => junction._turns.Post(new(this, null));

        public TResult? Accept(object? payload)
        {
            if (payload is not null)
            {
                return onNext((T)payload);
            }

            onCompleted();
            return null;
        }
    }
}
