using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Changing the content.</content>
public sealed partial class IntermediateCache<TObject, TKey>
{
    private int _editLevel; // guarded by the gate

    /// <summary>What a thread that has left the gate has to do next.</summary>
    internal enum Work
    {
        None,
        Deliver,
        Preview,
    }

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
        var work = Work.None;
        var publication = default(Publication);
        try
        {
            Change(state, action, ref work, ref publication);
        }
        catch (Exception failure)
        {
            var failures = default(Failures);
            failures.Add(failure);
            PerformCatching(work, publication, ref failures);
            failures.ThrowIfAny();
        }

        Perform(work, publication);
    }

    /// <summary>
    /// As an edit, but what changed is delivered only when the caller says so, unless the action throws.
    /// </summary>
    internal PendingDelivery EditAndHold<TState>(TState state, Action<ISourceUpdater<TObject, TKey>, TState> action)
    {
        var work = Work.None;
        var publication = default(Publication);
        try
        {
            Change(state, action, ref work, ref publication);
            return new(this, work, publication);
        }
        catch
        {
            Perform(work, publication);
            throw;
        }
    }

    private void Follow(IChangeSet<TObject, TKey> changes) =>
        Edit(changes, static (updater, set) => ((CacheUpdater<TObject, TKey>)updater).CloneWhole(set));

    private void Change<TState>(
        TState state,
        Action<ISourceUpdater<TObject, TKey>, TState> action,
        ref Work work,
        ref Publication publication)
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
                work = Exit(out publication);
            }
        }
    }

    private void Enter()
    {
        if (_previewingThread != 0 && _previewingThread == Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("A cache cannot be edited by those who are shown a preview of its changes.");
        if (_editLevel++ == 0)
            _updater.Recording = WantsChanges;
    }

    private Work Exit(out Publication publication) =>
        --_editLevel == 0 ? Finish(_updater.TakeChanges(), out publication) : Nothing(out publication);

    private Work Finish(ChangeSet<TObject, TKey> changes, out Publication publication)
    {
        if (_committed is not null)
            return Stage(changes, out publication);
        return TryPublish(changes, out publication) && _queue.TryStart(publication) ? Work.Deliver : Work.None;
    }

    private static Work Nothing(out Publication publication)
    {
        publication = default;
        return Work.None;
    }

    private void Perform(Work work, in Publication publication)
    {
        if (work == Work.Deliver)
            _queue.Run(publication);
        else if (work == Work.Preview)
            RunStage(publication);
    }

    /// <summary>What an edit has changed and nobody was told of yet. Must be delivered, and soon: others wait behind it.</summary>
    internal readonly struct PendingDelivery
    {
        private readonly IntermediateCache<TObject, TKey> _cache;
        private readonly Work _work;
        private readonly Publication _publication;

        internal PendingDelivery(IntermediateCache<TObject, TKey> cache, Work work, in Publication publication)
        {
            _cache = cache;
            _work = work;
            _publication = publication;
        }

        public void Deliver() => _cache?.Perform(_work, _publication);
    }

    private void PerformCatching(Work work, in Publication publication, ref Failures failures)
    {
        try
        {
            Perform(work, publication);
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }
    }
}
