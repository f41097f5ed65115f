namespace DynamicData.Cache.Internal;

/// <summary>Makes a cache hold just the given items: removals first, then additions, then updates.</summary>
internal static class Diff
{
    public static void Apply<TObject, TKey>(
        ISourceUpdater<TObject, TKey> updater,
        IEnumerable<TObject> items,
        Func<TObject, TObject, bool> areEqual
    )
        where TObject : notnull
        where TKey : notnull
    {
        var pairs = updater.GetKeyValues(items).ToArray();
        var keys = pairs.Select(pair => pair.Key).ToHashSet();
        var missing = updater.Keys.Where(key => !keys.Contains(key)).ToArray();
        var added = pairs.Where(pair => !updater.Lookup(pair.Key).HasValue).DistinctBy(pair => pair.Key).ToArray();
        var updated = pairs.Where(pair => IsUpdate(updater, pair, areEqual)).Distinct().ToArray();

        updater.RemoveKeys(missing);
        updater.AddOrUpdate(added);
        updater.AddOrUpdate(updated);
    }

    private static bool IsUpdate<TObject, TKey>(
        ISourceUpdater<TObject, TKey> updater,
        KeyValuePair<TKey, TObject> pair,
        Func<TObject, TObject, bool> areEqual
    )
        where TObject : notnull
        where TKey : notnull
    {
        var there = updater.Lookup(pair.Key);
        return there.HasValue && !areEqual(there.Value, pair.Value);
    }
}
