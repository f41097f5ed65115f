using System.Runtime.InteropServices;
using DynamicData.Kernel;

namespace DynamicData.Cache.Internal;

/// <summary>
/// Gathers changes in memory that is used again and again, and hands them out in sets of exactly their size. For one
/// thread at a time.
/// </summary>
internal sealed class ChangeRecorder<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    // Beyond this many changes the memory is let go after use.
    private const int MostKept = 4096;

    private List<Change<TObject, TKey>> _changes = [];

    public int Count => _changes.Count;

    public void Add(in Change<TObject, TKey> change) => _changes.Add(change);

    public void Added(TKey key, TObject item) => _changes.Add(new(ChangeReason.Add, key, item));

    public void Updated(TKey key, TObject item, TObject previous) =>
        _changes.Add(new(ChangeReason.Update, key, item, previous));

    public void Removed(TKey key, TObject item) => _changes.Add(new(ChangeReason.Remove, key, item));

    public void Refreshed(TKey key, TObject item) => _changes.Add(new(ChangeReason.Refresh, key, item));

    /// <summary>What was gathered since the last call; <see cref="ChangeSet{TObject, TKey}.Empty"/> if nothing.</summary>
    public ChangeSet<TObject, TKey> Take()
    {
        if (_changes.Count == 0)
            return ChangeSet<TObject, TKey>.Empty;

        var taken = new ChangeSet<TObject, TKey>(_changes.Count);
        CollectionsMarshal.SetCount(taken, _changes.Count);
        CollectionsMarshal.AsSpan(_changes).CopyTo(CollectionsMarshal.AsSpan(taken));
        Forget();
        return taken;
    }

    /// <summary>
    /// Forgets what was gathered if it is just what a given set holds, so that the set can be passed on as it is. Values
    /// without identity are never taken for the same.
    /// </summary>
    public bool TakeIfSame(ChangeSet<TObject, TKey> given)
    {
        if (typeof(TObject).IsValueType || given.Count != _changes.Count)
            return false;

        var theirs = CollectionsMarshal.AsSpan(given);
        var ours = CollectionsMarshal.AsSpan(_changes);
        for (var i = 0; i < ours.Length; i++)
        {
            if (!AreSame(ours[i], theirs[i]))
                return false;
        }

        Forget();
        return true;
    }

    private static bool AreSame(in Change<TObject, TKey> ours, in Change<TObject, TKey> theirs) =>
        ours.Reason == theirs.Reason
        && ReferenceEquals(ours.Current, theirs.Current)
        && ReferenceEquals(ours.Previous.ValueOrDefault(), theirs.Previous.ValueOrDefault())
        && theirs.CurrentIndex == -1
        && theirs.PreviousIndex == -1;

    private void Forget()
    {
        if (_changes.Capacity > MostKept)
            _changes = [];
        else
            _changes.Clear();
    }
}
