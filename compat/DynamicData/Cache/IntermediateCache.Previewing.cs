using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>
/// Showing changes before they are applied. While there are preview subscribers, edits go to one dictionary and readers
/// see another, which follows when a change set has been shown. So no lock is held while preview subscribers are told;
/// an edit that another thread makes meanwhile is shown and committed after, by the thread that is showing.
/// </content>
public sealed partial class IntermediateCache<TObject, TKey>
{
    private readonly DeliveryQueue<ChangeSet<TObject, TKey>> _stage;

    private Dictionary<TKey, TObject>? _committed; // what readers see; null: what is edited. Guarded by the gate
    private int _staged; // edits not committed yet; guarded by the gate
    private volatile int _previewingThread;

    private Publication Stage(ChangeSet<TObject, TKey> changes)
    {
        _staged++;
        return _stage.TryStart(changes) ? new Publication { Changes = changes, IsStaged = true } : _leftToAnother;
    }

    private void RunStage(ChangeSet<TObject, TKey> first, Nesting nesting)
    {
        var failures = default(Failures);
        try
        {
            _stage.Run(first, nesting);
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }

        try
        {
            _queue.Drain();
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }

        failures.ThrowIfAny();
    }

    private void ShowAndCommit(in ChangeSet<TObject, TKey> changes)
    {
        var failures = default(Failures);
        if (changes.Count > 0)
        {
            Show(changes, ref failures);
        }

        Commit(changes);
        failures.ThrowIfAny();
    }

    private void Show(ChangeSet<TObject, TKey> changes, ref Failures failures)
    {
        _previewingThread = Environment.CurrentManagedThreadId;
        foreach (var previewer in Volatile.Read(ref _previewers))
        {
            previewer.Send(changes, ref failures);
        }

        _previewingThread = 0;
    }

    private void Commit(ChangeSet<TObject, TKey> changes)
    {
        lock (Gate)
        {
            changes.ApplyTo(_committed!);
            _staged--;
            Enqueue(Publish(changes));
            StopStagingIfIdle();
        }
    }

    private void StopStagingIfIdle()
    {
        if (_staged == 0 && _previewers.Length == 0)
        {
            _committed = null;
        }
    }
}
