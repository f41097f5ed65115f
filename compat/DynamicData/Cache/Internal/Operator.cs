using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>A stream that is another one seen through a sink.</summary>
internal sealed class Operator<TSource, TResult>(
    IObservable<TSource> source,
    Func<IObserver<TResult>, Sink<TSource, TResult>> createSink
) : GuardedStream<TResult>
{
    protected override IDisposable SubscribeCore(IObserver<TResult> observer) =>
        Subscription.Start((Source: source, Sink: createSink(observer)), static with => with.Sink.Listen(with.Source));
}

/// <summary>
/// Turns each element into what goes downstream. An error of the source, and what <see cref="Handle"/> throws, goes
/// downstream as the end of the stream. Nothing goes downstream after the end, after the subscription was disposed, or
/// after the observer has thrown; each of these lets go of the source.
/// </summary>
internal abstract class Sink<TSource, TResult>(IObserver<TResult> observer) : IObserver<TSource>, IDisposable
{
    private readonly SingleAssignmentDisposable _upstream = new();
    private int _isStopped;

    /// <summary>Subscribes to the source, once.</summary>
    public IDisposable Listen(IObservable<TSource> source)
    {
        try
        {
            _upstream.Disposable = source.Subscribe(this);
        }
        catch (Exception error) when (TryStop())
        {
            End(error);
        }

        return this;
    }

    public void OnNext(TSource value)
    {
        if (Volatile.Read(ref _isStopped) != 0)
        {
            return;
        }

        TResult? result;
        try
        {
            if (!Handle(value, out result))
            {
                return;
            }
        }
        catch (Exception error)
        {
            OnError(error);
            return;
        }

        Pass(result!);
    }

    public void OnError(Exception error)
    {
        if (TryStop())
        {
            End(error);
        }
    }

    public void OnCompleted()
    {
        if (TryStop())
        {
            End(null);
        }
    }

    public void Dispose()
    {
        TryStop();
        _upstream.Dispose();
    }

    /// <summary>Makes the result of an element; false if there is none.</summary>
    protected abstract bool Handle(TSource value, out TResult? result);

    private bool TryStop() => Interlocked.Exchange(ref _isStopped, 1) == 0;

    private void Pass(TResult result)
    {
        try
        {
            observer.OnNext(result);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void End(Exception? error)
    {
        using (_upstream)
        {
            if (error is not null)
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
