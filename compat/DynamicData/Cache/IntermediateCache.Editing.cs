using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Changing the content.</content>
public sealed partial class IntermediateCache<TObject, TKey>
{
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
    internal void Edit<TState>(TState state, Action<ISourceUpdater<TObject, TKey>, TState> action) =>
        EditAndHold(state, action).Deliver();

    /// <summary>
    /// As an edit, but what changed is delivered only when the caller says so, unless the action throws.
    /// </summary>
    internal PendingDelivery EditAndHold<TState>(TState state, Action<ISourceUpdater<TObject, TKey>, TState> action)
    {
        Publication? pending = null;
        ref var depth = ref Nesting.Depth;
        depth += Nesting.Edit;
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

            depth -= Nesting.Edit;
        }
        catch (Exception failure)
        {
            depth -= Nesting.Edit;
            DeliverAndThrow(pending, failure);
        }

        return new(this, pending);
    }

    private void DeliverAndThrow(Publication? pending, Exception failure)
    {
        var failures = default(Failures);
        failures.Add(failure);
        try
        {
            Perform(pending);
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
        return publication is not null && _queue.TryStart(publication) ? publication : null;
    }

    private void Perform(Publication? publication)
    {
        if (publication is null)
        {
            _stage.Throttle();
            _queue.Throttle();
            return;
        }

        if (publication.IsStaged)
        {
            RunStage(publication.Changes!);
        }
        else
        {
            _queue.Run(publication);
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

        public void Deliver() => _cache?.Perform(_publication);
    }
}
