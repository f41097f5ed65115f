using System.Reactive;
using System.Reactive.Disposables;
using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>
/// The items that satisfy a predicate which changes: it keeps all items, and whether each is included. Nothing is
/// included before the first state of the predicate.
/// </summary>
internal sealed class DynamicFilter<TObject, TKey, TState> : Junction<IChangeSet<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    private readonly Func<TState, TObject, bool> _predicate;
    private readonly bool _suppressEmpty;
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly ChangeRecorder<TObject, TKey> _recorder = new();

    private TState? _state;
    private bool _hasState;
    private bool _isListening;
    private bool _isSourceComplete;
    private bool _isStateComplete;
    private bool _isReapplyComplete;

    public DynamicFilter(
        IObserver<IChangeSet<TObject, TKey>> observer,
        Func<TState, TObject, bool> predicate,
        bool suppressEmpty
    )
        : base(observer)
    {
        _predicate = predicate;
        _suppressEmpty = suppressEmpty;
    }

    /// <summary>All streams are done; or only empty sets could come, and they are suppressed.</summary>
    protected override bool IsComplete =>
        (_isSourceComplete && _isStateComplete && _isReapplyComplete)
        || (_suppressEmpty && ((_isSourceComplete && _entries.Count == 0) || (_isStateComplete && !_hasState)));

    /// <summary>Subscribes to the predicate first, so that the first set is filtered already.</summary>
    public IDisposable Listen(
        IObservable<IChangeSet<TObject, TKey>> source,
        IObservable<TState> states,
        IObservable<Unit>? reapply
    )
    {
        _isReapplyComplete = reapply is null;
        var subscriptions = new CompositeDisposable(
            states.Subscribe(Inlet<TState>(OnState, () => _isStateComplete = true))
        );
        if (reapply is not null)
        {
            subscriptions.Add(reapply.Subscribe(Inlet<Unit>(_ => Reapply(), () => _isReapplyComplete = true)));
        }

        subscriptions.Add(
            source.Subscribe(MainInlet<IChangeSet<TObject, TKey>>(OnChanges, () => _isSourceComplete = true))
        );
        _isListening = true;
        return subscriptions;
    }

    private ChangeSet<TObject, TKey>? OnState(TState state)
    {
        _state = state;
        _hasState = true;
        return Reapply();
    }

    private ChangeSet<TObject, TKey>? Reapply()
    {
        if (!_hasState)
        {
            return null;
        }

        foreach (var key in _entries.Keys)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
            var included = _predicate(_state!, entry.Item);
            if (included && !entry.IsIncluded)
            {
                _recorder.Added(key, entry.Item);
            }
            else if (!included && entry.IsIncluded)
            {
                _recorder.Removed(key, entry.Item);
            }

            entry.IsIncluded = included;
        }

        // Before the source has spoken there is nothing to be told, not even that nothing changed.
        return _recorder.Count == 0 && (_suppressEmpty || !_isListening) ? null : _recorder.Take();
    }

    private ChangeSet<TObject, TKey>? OnChanges(IChangeSet<TObject, TKey> changes)
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            Apply(change);
        }

        return _recorder.Count == 0 && _suppressEmpty ? null : _recorder.Take();
    }

    private void Apply(in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                Set(change.Key, change.Current);
                break;
            case ChangeReason.Remove:
                if (_entries.Remove(change.Key, out var gone) && gone.IsIncluded)
                {
                    _recorder.Removed(change.Key, gone.Item);
                }

                break;
            case ChangeReason.Refresh:
                Touch(change.Key);
                break;
        }
    }

    private void Set(TKey key, TObject item)
    {
        var included = _hasState && _predicate(_state!, item);
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _);
        if (included && entry.IsIncluded)
        {
            _recorder.Updated(key, item, entry.Item);
        }
        else if (included)
        {
            _recorder.Added(key, item);
        }
        else if (entry.IsIncluded)
        {
            _recorder.Removed(key, entry.Item);
        }

        entry = new(item, included);
    }

    private void Touch(TKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return;
        }

        var included = _hasState && _predicate(_state!, entry.Item);
        if (included && entry.IsIncluded)
        {
            _recorder.Refreshed(key, entry.Item);
        }
        else if (included)
        {
            _recorder.Added(key, entry.Item);
        }
        else if (entry.IsIncluded)
        {
            _recorder.Removed(key, entry.Item);
        }

        _entries[key] = new(entry.Item, included);
    }

    private record struct Entry(TObject Item, bool IsIncluded);
}
