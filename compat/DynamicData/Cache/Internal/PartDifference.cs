namespace DynamicData.Cache.Internal;

/// <summary>The changes that make one part of a sorted collection of another, each with its places at that moment.</summary>
internal static class PartDifference
{
    public static List<Change<TObject, TKey>> Between<TObject, TKey>(
        KeyValuePair<TKey, TObject>[] before,
        KeyValuePair<TKey, TObject>[] after,
        IChangeSet<TObject, TKey>? source
    )
        where TObject : notnull
        where TKey : notnull
    {
        var changes = new List<Change<TObject, TKey>>();
        if (!AreSame(before, after))
        {
            Replace(before, after, changes);
        }

        AddRefreshes(before, after, source, changes);
        return changes;
    }

    private static bool AreSame<TObject, TKey>(
        KeyValuePair<TKey, TObject>[] before,
        KeyValuePair<TKey, TObject>[] after
    )
        where TObject : notnull
        where TKey : notnull
    {
        for (var i = 0; i < after.Length && before.Length == after.Length; i++)
        {
            if (
                !EqualityComparer<TKey>.Default.Equals(before[i].Key, after[i].Key)
                || !EqualityComparer<TObject>.Default.Equals(before[i].Value, after[i].Value)
            )
            {
                return false;
            }
        }

        return before.Length == after.Length;
    }

    private static void Replace<TObject, TKey>(
        KeyValuePair<TKey, TObject>[] before,
        KeyValuePair<TKey, TObject>[] after,
        List<Change<TObject, TKey>> changes
    )
        where TObject : notnull
        where TKey : notnull
    {
        var present = before.ToList();
        RemoveMissing(present, after, changes);
        for (var i = 0; i < after.Length; i++)
        {
            PutInPlace(present, i, after[i], changes);
        }
    }

    private static void RemoveMissing<TObject, TKey>(
        List<KeyValuePair<TKey, TObject>> present,
        KeyValuePair<TKey, TObject>[] after,
        List<Change<TObject, TKey>> changes
    )
        where TObject : notnull
        where TKey : notnull
    {
        var stay = after.Select(entry => entry.Key).ToHashSet();
        for (var i = present.Count - 1; i >= 0; i--)
        {
            if (!stay.Contains(present[i].Key))
            {
                changes.Add(new(ChangeReason.Remove, present[i].Key, present[i].Value, i));
                present.RemoveAt(i);
            }
        }
    }

    private static void PutInPlace<TObject, TKey>(
        List<KeyValuePair<TKey, TObject>> present,
        int index,
        KeyValuePair<TKey, TObject> wanted,
        List<Change<TObject, TKey>> changes
    )
        where TObject : notnull
        where TKey : notnull
    {
        var from = present.FindIndex(index, entry => EqualityComparer<TKey>.Default.Equals(entry.Key, wanted.Key));
        if (from < 0)
        {
            changes.Add(new(ChangeReason.Add, wanted.Key, wanted.Value, index));
            present.Insert(index, wanted);
            return;
        }

        var previous = present[from].Value;
        present.RemoveAt(from);
        present.Insert(index, wanted);
        if (!EqualityComparer<TObject>.Default.Equals(previous, wanted.Value))
        {
            changes.Add(new(ChangeReason.Update, wanted.Key, wanted.Value, previous, index, from));
        }
        else if (from != index)
        {
            changes.Add(new(wanted.Key, wanted.Value, index, from));
        }
    }

    private static void AddRefreshes<TObject, TKey>(
        KeyValuePair<TKey, TObject>[] before,
        KeyValuePair<TKey, TObject>[] after,
        IChangeSet<TObject, TKey>? source,
        List<Change<TObject, TKey>> changes
    )
        where TObject : notnull
        where TKey : notnull
    {
        if (source is not { Refreshes: > 0 })
        {
            return;
        }

        var stayed = before.Select(entry => entry.Key).ToHashSet();
        stayed.IntersectWith(after.Select(entry => entry.Key));
        changes.AddRange(source.Where(change => change.Reason == ChangeReason.Refresh && stayed.Contains(change.Key)));
    }
}
