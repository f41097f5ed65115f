using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Which keys a combination of sources has.</summary>
internal enum Combination
{
    /// <summary>Those in all.</summary>
    And,

    /// <summary>Those in any.</summary>
    Or,

    /// <summary>Those in just one.</summary>
    Xor,

    /// <summary>Those in the first and in no other.</summary>
    Except,
}

/// <summary>Where sources of the same kind of items are combined by their keys.</summary>
internal sealed class CombinerJunction<TObject, TKey>(
    IObserver<IChangeSet<TObject, TKey>> observer,
    Combination combination
) : Junction<IChangeSet<TObject, TKey>>(observer)
    where TObject : notnull
    where TKey : notnull
{
    private readonly KeptItems<TObject, TKey> _combined = new();
    private Dictionary<TKey, TObject>[] _contents = [];
    private int _open;

    protected override bool IsComplete => _open == 0;

    public IDisposable Listen(IObservable<IChangeSet<TObject, TKey>>[] sources)
    {
        _open = sources.Length;
        _contents = [.. sources.Select(_ => new Dictionary<TKey, TObject>())];
        var subscriptions = new CompositeDisposable(sources.Length);
        for (var i = 0; i < sources.Length; i++)
        {
            var content = _contents[i];
            subscriptions.Add(
                sources[i].Subscribe(MainInlet<IChangeSet<TObject, TKey>>(set => Change(content, set), () => _open--))
            );
        }

        return subscriptions;
    }

    private ChangeSet<TObject, TKey>? Change(Dictionary<TKey, TObject> content, IChangeSet<TObject, TKey> changes)
    {
        changes.ApplyTo(content);
        foreach (ref readonly var change in changes.AsSpan())
        {
            Apply(change);
        }

        var combined = _combined.Take();
        return combined.Count > 0 ? combined : null;
    }

    private void Apply(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Refresh:
                _combined.Touch(change.Key);
                break;
            case ChangeReason.Add or ChangeReason.Update when IsIn(change.Key):
                SetIfOther(change.Key, change.Current);
                break;
            case ChangeReason.Remove when IsIn(change.Key):
                SetIfOther(change.Key, FirstOf(change.Key));
                break;
            case not ChangeReason.Moved:
                _combined.Delete(change.Key);
                break;
        }
    }

    private void SetIfOther(TKey key, TObject item)
    {
        if (!_combined.Items.TryGetValue(key, out var there) || !ReferenceEquals(there, item))
        {
            _combined.Set(key, item);
        }
    }

    private TObject FirstOf(TKey key)
    {
        foreach (var content in _contents)
        {
            if (content.TryGetValue(key, out var item))
            {
                return item;
            }
        }

        throw new MissingKeyException($"No source has the key {key}");
    }

    private bool IsIn(TKey key) =>
        combination switch
        {
            Combination.And => Array.TrueForAll(_contents, content => content.ContainsKey(key)),
            Combination.Or => Array.Exists(_contents, content => content.ContainsKey(key)),
            Combination.Xor => _contents.Count(content => content.ContainsKey(key)) == 1,
            _ => _contents[0].ContainsKey(key) && !_contents.Skip(1).Any(content => content.ContainsKey(key)),
        };
}
