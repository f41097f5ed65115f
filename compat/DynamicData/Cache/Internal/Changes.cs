using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>Ways to make and walk change sets without allocating an enumerator.</summary>
internal static class Changes
{
    /// <summary>The changes in order; no copy if the set is one of this library's.</summary>
    public static ReadOnlySpan<Change<TObject, TKey>> AsSpan<TObject, TKey>(this IChangeSet<TObject, TKey> changes)
        where TObject : notnull
        where TKey : notnull =>
        changes is List<Change<TObject, TKey>> list ? CollectionsMarshal.AsSpan(list) : changes.ToArray();

    /// <summary>An add for each item.</summary>
    public static ChangeSet<TObject, TKey> AddsOf<TObject, TKey>(Dictionary<TKey, TObject> content)
        where TObject : notnull
        where TKey : notnull
    {
        var adds = new ChangeSet<TObject, TKey>(content.Count);
        foreach (var (key, item) in content)
        {
            adds.Add(new(ChangeReason.Add, key, item));
        }

        return adds;
    }

    /// <summary>Makes the same changes to a plain dictionary.</summary>
    public static void ApplyTo<TObject, TKey>(this IChangeSet<TObject, TKey> changes, Dictionary<TKey, TObject> content)
        where TObject : notnull
        where TKey : notnull
    {
        foreach (ref readonly var change in changes.AsSpan())
        {
            if (change.Reason is ChangeReason.Add or ChangeReason.Update)
            {
                content[change.Key] = change.Current;
            }
            else if (change.Reason == ChangeReason.Remove)
            {
                content.Remove(change.Key);
            }
        }
    }
}
