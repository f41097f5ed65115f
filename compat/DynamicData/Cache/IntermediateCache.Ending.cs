using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Ending all streams.</content>
public sealed partial class IntermediateCache<TObject, TKey>
{
    /// <summary>Ends all subscriptions after what is queued; the content stays, and can still be changed, silently.</summary>
    private void End(Termination termination)
    {
        lock (Gate)
        {
            if (_termination is not null)
            {
                return;
            }

            _termination = termination;
            _heldBack = null;
            _queue.Enqueue(
                new()
                {
                    Version = ++_version,
                    Joined = TakeDeferred(),
                    Termination = termination,
                }
            );
        }

        _queue.Drain();
    }

    private void TellEnd(Termination termination, List<IJoining>? neverJoined, ref Failures failures)
    {
        var (connections, watchers, counters, previewers) = TakeSubscribers();
        foreach (var connection in connections)
        {
            connection.End(termination, ref failures);
        }

        foreach (var watcher in watchers)
        {
            watcher.End(termination, ref failures);
        }

        foreach (var each in neverJoined ?? [])
        {
            AbortOf(each, termination, ref failures);
        }

        foreach (var previewer in previewers)
        {
            previewer.End(termination, ref failures);
        }

        foreach (var counter in counters)
        {
            counter.End(termination, ref failures);
        }
    }

    private static void AbortOf(IJoining subscriber, Termination termination, ref Failures failures)
    {
        try
        {
            subscriber.Abort(termination);
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }
    }
}
