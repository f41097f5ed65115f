using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>The watchers by their keys, so that a change costs the watchers of its own key only. Guarded by the gate.</summary>
internal sealed class WatchIndex<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    // The first watcher of each key; those of one key form a ring, in the order in which they came.
    private readonly Dictionary<TKey, Watcher<TObject, TKey>> _heads = [];

    public bool IsEmpty => _heads.Count == 0;

    public void Add(Watcher<TObject, TKey> watcher)
    {
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, watcher.Key, out _);
        head ??= watcher;
        var last = head.Previous ?? head;
        (watcher.Previous, watcher.Next) = (last, head);
        last.Next = watcher;
        head.Previous = watcher;
    }

    public void Remove(Watcher<TObject, TKey> watcher)
    {
        if (watcher.Next is not { } next || watcher.Previous is not { } previous)
        {
            return;
        }

        if (_heads.TryGetValue(watcher.Key, out var head) && head == watcher)
        {
            ReplaceHead(watcher, next);
        }

        previous.Next = next;
        next.Previous = previous;
        watcher.Next = watcher.Previous = null;
    }

    /// <summary>Who must be told of which change, by its place in the set.</summary>
    public void Match(
        ReadOnlySpan<Change<TObject, TKey>> changes,
        long version,
        List<(Watcher<TObject, TKey>, int)> matches
    )
    {
        for (var i = 0; i < changes.Length; i++)
        {
            if (_heads.TryGetValue(changes[i].Key, out var head))
            {
                MatchRing(head, i, version, matches);
            }
        }
    }

    /// <summary>Hands over all watchers and forgets them.</summary>
    public List<Watcher<TObject, TKey>> TakeAll()
    {
        var all = new List<Watcher<TObject, TKey>>();
        foreach (var head in _heads.Values)
        {
            var each = head;
            do
            {
                all.Add(each);
                each = each.Next!;
            } while (each != head);
        }

        _heads.Clear();
        return all;
    }

    private static void MatchRing(
        Watcher<TObject, TKey> head,
        int change,
        long version,
        List<(Watcher<TObject, TKey>, int)> matches
    )
    {
        var each = head;
        do
        {
            if (each.Since < version)
            {
                matches.Add((each, change));
            }

            each = each.Next!;
        } while (each != head);
    }

    private void ReplaceHead(Watcher<TObject, TKey> head, Watcher<TObject, TKey> next)
    {
        if (next != head)
        {
            _heads[head.Key] = next;
        }
        else
        {
            _heads.Remove(head.Key);
        }
    }
}
