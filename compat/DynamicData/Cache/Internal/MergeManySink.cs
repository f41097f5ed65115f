using System.Reactive;
using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>
/// What the streams of all items send, one at a time, outside any lock. The end of an item's stream, also by an error, is
/// the end of that stream only.
/// </summary>
internal sealed class MergeManySink<TObject, TKey, TResult> : IObserver<IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly Func<TObject, TKey, IObservable<TResult>> _select;
    private readonly ItemSubscriptions<TObject, TKey> _subscriptions;
    private readonly DeliveryQueue<(ItemObserver? Sender, Notification<TResult>? Notification, TResult Value)> _results;
    private readonly Cleanup _cleanup;
    private volatile bool _hasObserverFailed;
    private int _open = 1; // streams that can send: the items' ones and the source

    public MergeManySink(IObserver<TResult> observer, Func<TObject, TKey, IObservable<TResult>> select)
    {
        _select = select;
        _subscriptions = new(Subscribe);
        _cleanup = new(_subscriptions.Dispose);
        _results = new(new Lock(), (in result) => Send(observer, result));
    }

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>> source) => _cleanup.After(source.Subscribe(this));

    public void OnNext(IChangeSet<TObject, TKey> value)
    {
        try
        {
            _cleanup.Work((Sink: this, Changes: value), static state => state.Sink._subscriptions.Apply(state.Changes));
        }
        catch (Exception error) when (!_hasObserverFailed)
        {
            OnError(error);
        }
    }

    public void OnError(Exception error) => _results.Post((null, Notification.CreateOnError<TResult>(error), default!));

    public void OnCompleted() => Close();

    private void Send(
        IObserver<TResult> observer,
        in (ItemObserver? Sender, Notification<TResult>? Notification, TResult Value) result
    )
    {
        try
        {
            if (result.Notification is not null)
            {
                result.Notification.Accept(observer);
            }
            else if (!result.Sender!.IsDisposed)
            {
                observer.OnNext(result.Value);
            }
        }
        catch
        {
            _hasObserverFailed = true;
            throw;
        }
    }

    private ItemObserver Subscribe(TObject item, TKey key)
    {
        var observer = new ItemObserver(this);
        Interlocked.Increment(ref _open);
        try
        {
            observer.Subscription.Disposable = _select(item, key).Subscribe(observer);
        }
        catch
        {
            observer.Dispose();
            throw;
        }

        return observer;
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _results.Post((null, Notification.CreateOnCompleted<TResult>(), default!));
        }
    }

    private sealed class ItemObserver(MergeManySink<TObject, TKey, TResult> sink) : IObserver<TResult>, IDisposable
    {
        private int _isClosed;

        public SingleAssignmentDisposable Subscription { get; } = new();

        public bool IsDisposed => Subscription.IsDisposed;

        public void OnNext(TResult value)
        {
            if (Volatile.Read(ref _isClosed) == 0)
            {
                sink._results.Post((this, null, value));
            }
        }

        public void OnError(Exception error) => Close();

        public void OnCompleted() => Close();

        public void Dispose()
        {
            Subscription.Dispose();
            Close();
        }

        private void Close()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                sink.Close();
            }
        }
    }
}
