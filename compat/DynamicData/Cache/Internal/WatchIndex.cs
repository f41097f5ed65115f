using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>The watchers by their keys, so that a change costs the watchers of its own key only. Guarded by the gate.</summary>
internal sealed class WatchIndex<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    // The first watcher of each key.
    private readonly Dictionary<TKey, Watcher<TObject, TKey>> _heads = [];

    public bool IsEmpty => _heads.Count == 0;

    public void Add(Watcher<TObject, TKey> watcher)
    {
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, watcher.Key, out var exists);
        if (exists)
        {
            watcher.Next = head;
            head!.Previous = watcher;
        }

        head = watcher;
    }

    public void Remove(Watcher<TObject, TKey> watcher)
    {
        if (watcher.Next is { } next)
        {
            next.Previous = watcher.Previous;
        }

        if (watcher.Previous is { } previous)
        {
            previous.Next = watcher.Next;
        }
        else if (_heads.TryGetValue(watcher.Key, out var head) && head == watcher)
        {
            ReplaceHead(watcher);
        }

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
            if (!_heads.TryGetValue(changes[i].Key, out var watcher))
            {
                continue;
            }

            for (var each = watcher; each is not null; each = each.Next)
            {
                if (each.Since < version)
                {
                    matches.Add((each, i));
                }
            }
        }
    }

    /// <summary>Hands over all watchers and forgets them.</summary>
    public List<Watcher<TObject, TKey>> TakeAll()
    {
        var all = new List<Watcher<TObject, TKey>>();
        foreach (var head in _heads.Values)
        {
            for (var each = head; each is not null; each = each.Next)
            {
                all.Add(each);
            }
        }

        _heads.Clear();
        return all;
    }

    private void ReplaceHead(Watcher<TObject, TKey> head)
    {
        if (head.Next is { } next)
        {
            _heads[head.Key] = next;
        }
        else
        {
            _heads.Remove(head.Key);
        }
    }
}
