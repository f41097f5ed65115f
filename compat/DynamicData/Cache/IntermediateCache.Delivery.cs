using DynamicData.Cache.Internal;

namespace DynamicData;

/// <content>Telling subscribers what changed.</content>
public sealed partial class IntermediateCache<TObject, TKey>
{
    private const int NoCount = -1;

    private readonly DeliveryQueue<Publication> _queue;

    // Scratch memory of the draining thread.
    private readonly List<(Watcher<TObject, TKey> Watcher, int Change)> _matches = [];

    private Publication? _spare; // taken under the gate, given back without; one that is lost in between is made anew
    private long _version; // number of the last publication; guarded by the gate
    private int _lastCount = NoCount; // the last one published; guarded by the gate
    private Termination? _termination; // guarded by the gate

    /// <summary>Numbers what is to be told; null if nobody is to be told. The caller holds the gate.</summary>
    private Publication? Publish(ChangeSet<TObject, TKey>? changes)
    {
        if (_termination is not null)
        {
            return null;
        }

        var told = _notificationSuspensions > 0 ? Hold(changes) : changes;
        var joined = JoinDeferred();
        var count = CountToTell();
        if (!IsWorthTelling(told) && joined is null && count == NoCount)
        {
            return null;
        }

        var publication = _spare ?? new Publication();
        _spare = null;
        (publication.Changes, publication.Count, publication.Joined) = (told, count, joined);
        publication.Version = ++_version;
        // Those who join now have seen these changes in their initial state.
        joined?.ForEach(static each => each.Join());
        return publication;
    }

    private void Enqueue(Publication? publication)
    {
        if (publication is not null)
        {
            _queue.Enqueue(publication);
        }
    }

    private bool IsWorthTelling(ChangeSet<TObject, TKey>? changes) =>
        changes is not null && (changes.Count > 0 || _connectionsThatWantEmpty > 0);

    private int CountToTell()
    {
        if (_counters.Length == 0 || _countSuspensions > 0)
        {
            return NoCount;
        }

        var count = Readable.Count;
        return count == _lastCount ? NoCount : _lastCount = count;
    }

    private void Deliver(in Publication publication)
    {
        var failures = default(Failures);
        if (publication.Termination is { } termination)
        {
            TellEnd(termination, publication.Joined, ref failures);
        }
        else if (publication.Latecomer is { } latecomer)
        {
            latecomer.CatchUp(ref failures);
        }
        else
        {
            if (publication.Changes is { } changes)
            {
                TellChanges(changes, publication.Version, ref failures);
            }

            if (publication.Joined is { } joined)
            {
                OpenAll(joined, ref failures);
            }

            if (publication.Count != NoCount)
            {
                TellCount(publication.Count, publication.Version, ref failures);
            }
        }

        publication.Changes = null;
        publication.Joined = null;
        publication.Latecomer = null;
        Volatile.Write(ref _spare, publication);
        failures.ThrowIfAny();
    }

    private void TellChanges(ChangeSet<TObject, TKey> changes, long version, ref Failures failures)
    {
        foreach (var connection in Volatile.Read(ref _connections))
        {
            if (connection.Since < version && (changes.Count > 0 || connection.WantsEmpty))
            {
                connection.Send(changes, ref failures);
            }
        }

        TellWatchers(changes, version, ref failures);
    }

    private void TellWatchers(ChangeSet<TObject, TKey> changes, long version, ref Failures failures)
    {
        if (_watchers.IsEmpty)
        {
            return;
        }

        lock (Gate)
        {
            _watchers.Match(changes.AsSpan(), version, _matches);
        }

        foreach (var (watcher, change) in _matches)
        {
            watcher.Send(changes[change], ref failures);
        }

        _matches.Clear();
    }

    private void TellCount(int count, long version, ref Failures failures)
    {
        foreach (var counter in Volatile.Read(ref _counters))
        {
            if (counter.Since < version)
            {
                counter.SendIfNew(count, ref failures);
            }
        }
    }

    private static void OpenAll(List<IJoining> joined, ref Failures failures)
    {
        foreach (var each in joined)
        {
            try
            {
                each.Open();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }
    }

    /// <summary>
    /// What subscribers are to be told, and the number of this telling; or changes that preview subscribers must be shown
    /// first. An object, since it passes through many hands, and used again after its delivery.
    /// </summary>
    internal sealed class Publication
    {
        public ChangeSet<TObject, TKey>? Changes { get; set; }

        public bool IsStaged { get; init; }

        public int Count { get; set; } = NoCount;

        public long Version { get; set; }

        public List<IJoining>? Joined { get; set; }

        /// <summary>Who is to be sent what it holds; nothing else is told then.</summary>
        public ILatecomer? Latecomer { get; set; }

        public Termination? Termination { get; init; }
    }
}
