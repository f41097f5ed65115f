using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Changing the content.</content>
public sealed partial class IntermediateCache<TObject, TKey>
{
    /// <summary>Stands for what another thread delivers.</summary>
    private readonly Publication _leftToAnother = new();

    private int _editLevel; // guarded by the gate

    /// <summary>Whether anyone must be told what changed; if not, nothing is recorded.</summary>
    private bool WantsChanges => _connections.Length > 0 || !_watchers.IsEmpty || _committed is not null;

    /// <inheritdoc/>
    public void Edit(Action<ICacheUpdater<TObject, TKey>> updateAction)
    {
        ArgumentNullException.ThrowIfNull(updateAction);
        Edit(updateAction, static (updater, edit) => edit(updater));
    }

    /// <summary>
    /// Changes the content and publishes what changed when the outermost edit ends. If the action throws, what it
    /// changed before is published, and the exception reaches the caller.
    /// </summary>
    internal void Edit<TState>(TState state, Action<ISourceUpdater<TObject, TKey>, TState> action)
    {
        var nesting = Nesting.Current;
        Perform(Change(state, action, nesting), nesting);
    }

    /// <summary>
    /// As an edit, but what changed is delivered only when the caller says so, unless the action throws.
    /// </summary>
    internal PendingDelivery EditAndHold<TState>(TState state, Action<ISourceUpdater<TObject, TKey>, TState> action) =>
        new(this, Change(state, action, Nesting.Current));

    private Publication? Change<TState>(
        TState state,
        Action<ISourceUpdater<TObject, TKey>, TState> action,
        Nesting nesting
    )
    {
        Publication? pending = null;
        nesting.Edits++;
        try
        {
            lock (Gate)
            {
                Enter();
                try
                {
                    action(_updater, state);
                }
                finally
                {
                    pending = Exit();
                }
            }

            nesting.Edits--;
        }
        catch (Exception failure)
        {
            nesting.Edits--;
            DeliverAndThrow(pending, failure, nesting);
        }

        return pending;
    }

    private void DeliverAndThrow(Publication? pending, Exception failure, Nesting nesting)
    {
        var failures = default(Failures);
        failures.Add(failure);
        try
        {
            Perform(pending, nesting);
        }
        catch (Exception another)
        {
            failures.Add(another);
        }

        failures.ThrowIfAny();
    }

    private void Follow(IChangeSet<TObject, TKey> changes) =>
        Edit(changes, static (updater, set) => ((CacheUpdater<TObject, TKey>)updater).CloneWhole(set));

    private void Enter()
    {
        if (_previewingThread != 0 && _previewingThread == Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException(
                "A cache cannot be edited by those who are shown a preview of its changes."
            );
        }

        if (_editLevel++ == 0)
        {
            _updater.Recording = WantsChanges;
        }
    }

    /// <summary>Ends an edit. What it returns is to be performed by this thread after it has left the gate.</summary>
    private Publication? Exit() => --_editLevel == 0 ? Finish(_updater.TakeChanges()) : null;

    private Publication? Finish(ChangeSet<TObject, TKey> changes)
    {
        if (_committed is not null)
        {
            return Stage(changes);
        }

        var publication = Publish(changes);
        if (publication is null)
        {
            return null;
        }

        return _queue.TryStart(publication) ? publication : _leftToAnother;
    }

    private void Perform(Publication? publication, Nesting nesting)
    {
        if (publication is null)
        {
            return;
        }

        if (publication == _leftToAnother)
        {
            _stage.Throttle(nesting);
            _queue.Throttle(nesting);
        }
        else if (publication.IsStaged)
        {
            RunStage(publication.Changes!, nesting);
        }
        else
        {
            _queue.Run(publication, nesting);
        }
    }

    /// <summary>What an edit has changed and nobody was told of yet. Must be delivered, and soon: others wait behind it.</summary>
    internal readonly struct PendingDelivery
    {
        private readonly IntermediateCache<TObject, TKey>? _cache;
        private readonly Publication? _publication;

        internal PendingDelivery(IntermediateCache<TObject, TKey> cache, Publication? publication)
        {
            _cache = cache;
            _publication = publication;
        }

        public void Deliver() => _cache?.Perform(_publication, Nesting.Current);
    }
}
