using System.Reactive;

namespace DynamicData.Cache.Internal;

/// <summary>A stream that is another one seen through a sink.</summary>
internal sealed class Operator<TSource, TResult>(
    IObservable<TSource> source, Func<IObserver<TResult>, IObserver<TSource>> createSink) : ObservableBase<TResult>
{
    protected override IDisposable SubscribeCore(IObserver<TResult> observer) => source.Subscribe(createSink(observer));
}

/// <summary>
/// Turns each element into what goes downstream. An error of the source, and what <see cref="Handle"/> throws, goes
/// downstream as the end of the stream.
/// </summary>
internal abstract class Sink<TSource, TResult>(IObserver<TResult> observer) : IObserver<TSource>
{
    protected IObserver<TResult> Downstream => observer;

    public void OnNext(TSource value)
    {
        TResult? result;
        try
        {
            if (!Handle(value, out result))
                return;
        }
        catch (Exception error)
        {
            observer.OnError(error);
            return;
        }

        observer.OnNext(result!);
    }

    public virtual void OnError(Exception error) => observer.OnError(error);

    public virtual void OnCompleted() => observer.OnCompleted();

    /// <summary>Makes the result of an element; false if there is none.</summary>
    protected abstract bool Handle(TSource value, out TResult? result);
}
