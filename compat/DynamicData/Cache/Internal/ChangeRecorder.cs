using System.Runtime.CompilerServices;
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
    private const int Fewest = 4;

    // Beyond this many changes the memory is let go after use.
    private const int MostKept = 4096;

    private Change<TObject, TKey>[] _changes = new Change<TObject, TKey>[Fewest];
    private int _count;

    public int Count => _count;

    public void Added(TKey key, TObject item) => Add(new(ChangeReason.Add, key, item));

    public void Updated(TKey key, TObject item, TObject previous) => Add(new(ChangeReason.Update, key, item, previous));

    public void Removed(TKey key, TObject item) => Add(new(ChangeReason.Remove, key, item));

    public void Refreshed(TKey key, TObject item) => Add(new(ChangeReason.Refresh, key, item));

    /// <summary>What was gathered since the last call; <see cref="ChangeSet{TObject, TKey}.Empty"/> if nothing.</summary>
    public ChangeSet<TObject, TKey> Take()
    {
        if (_count == 0)
        {
            return ChangeSet<TObject, TKey>.Empty;
        }

        var taken = new ChangeSet<TObject, TKey>(_count);
        if (_count == 1)
        {
            taken.Add(_changes[0]);
        }
        else
        {
            taken.AddRange(_changes.AsSpan(0, _count));
        }

        Forget();
        return taken;
    }

    /// <summary>
    /// Forgets what was gathered if it is just what a given set holds, so that the set can be passed on as it is. Values
    /// without identity are never taken for the same.
    /// </summary>
    public bool TakeIfSame(ChangeSet<TObject, TKey> given)
    {
        if (typeof(TObject).IsValueType || given.Count != _count)
        {
            return false;
        }

        var theirs = CollectionsMarshal.AsSpan(given);
        for (var i = 0; i < theirs.Length; i++)
        {
            if (!AreSame(_changes[i], theirs[i]))
            {
                return false;
            }
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(in Change<TObject, TKey> change)
    {
        if (_count == _changes.Length)
        {
            Array.Resize(ref _changes, 2 * _count);
        }

        _changes[_count++] = change;
    }

    private void Forget()
    {
        if (_count == 1)
        {
            _changes[0] = default;
        }
        else if (_changes.Length > MostKept)
        {
            _changes = new Change<TObject, TKey>[Fewest];
        }
        else
        {
            Array.Clear(_changes, 0, _count);
        }

        _count = 0;
    }
}
