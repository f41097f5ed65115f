using System.Reactive.Disposables;
using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>A dictionary to read.</summary>
internal sealed class Query<TObject, TKey>(Dictionary<TKey, TObject> items) : IQuery<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    public int Count => items.Count;

    public IEnumerable<TObject> Items => items.Values;

    public IEnumerable<KeyValuePair<TKey, TObject>> KeyValues => items;

    public IEnumerable<TKey> Keys => items.Keys;

    public Optional<TObject> Lookup(TKey key) =>
        items.TryGetValue(key, out var item) ? item : default(Optional<TObject>);
}

/// <summary>Applies changes to a dictionary and shows it after each set.</summary>
internal sealed class QuerySink<TObject, TKey>(IObserver<IQuery<TObject, TKey>> observer)
    : Sink<IChangeSet<TObject, TKey>, IQuery<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _items = [];

    protected override bool Handle(IChangeSet<TObject, TKey> value, out IQuery<TObject, TKey>? result)
    {
        value.ApplyTo(_items);
        result = new Query<TObject, TKey>(_items);
        return true;
    }
}

/// <summary>Shows its dictionary after each change set, and when an item's own stream speaks.</summary>
internal sealed class QueryJunction<TObject, TKey>(IObserver<IQuery<TObject, TKey>> observer)
    : Junction<IQuery<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, TObject> _items = [];
    private int _open = 2;

    protected override bool IsComplete => _open == 0;

    public IDisposable Listen<TValue>(IObservable<IChangeSet<TObject, TKey>> source, IObservable<TValue> triggers) =>
        StableCompositeDisposable.Create(
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(Apply, Close)),
            triggers.Subscribe(Inlet<TValue>(_ => Show(), Close))
        );

    private Query<TObject, TKey> Apply(IChangeSet<TObject, TKey> changes)
    {
        changes.ApplyTo(_items);
        return Show();
    }

    private Query<TObject, TKey> Show() => new(_items);

    private void Close() => _open--;
}
