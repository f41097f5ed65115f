using System.Runtime.InteropServices;

namespace DynamicData.Cache.Internal;

/// <summary>Which of the children with the same key is shown.</summary>
/// <typeparam name="TParent">Whose children they are.</typeparam>
/// <typeparam name="TObject">Type of the children.</typeparam>
/// <typeparam name="TKey">Type of their keys.</typeparam>
internal sealed class MergedChildren<TParent, TObject, TKey>(
    IEqualityComparer<TObject>? equality,
    Func<Child<TParent, TObject>, Child<TParent, TObject>, int>? compare
)
    where TParent : class
    where TObject : notnull
    where TKey : notnull
{
    private readonly Dictionary<TKey, List<Child<TParent, TObject>>> _candidates = [];
    private readonly KeptItems<TObject, TKey> _shown = new();

    public ChangeSet<TObject, TKey>? TakeUnlessEmpty()
    {
        var changes = _shown.Take();
        return changes.Count > 0 ? changes : null;
    }

    /// <summary>Makes a change of a parent's child.</summary>
    public void Apply(TParent parent, in Change<TObject, TKey> change)
    {
        switch (change.Reason)
        {
            case ChangeReason.Add or ChangeReason.Update:
                Set(parent, change.Key, change.Current);
                break;
            case ChangeReason.Remove:
                Remove(parent, change.Key);
                break;
            case ChangeReason.Refresh:
                Refresh(parent, change.Key);
                break;
        }
    }

    /// <summary>Chooses again for a key, after a parent has changed in place.</summary>
    public void ChooseAgain(TKey key) => Show(key);

    public void Remove(TParent parent, TKey key)
    {
        if (!_candidates.TryGetValue(key, out var candidates))
        {
            return;
        }

        candidates.RemoveAll(child => child.Parent == parent);
        if (candidates.Count == 0)
        {
            _candidates.Remove(key);
        }

        Show(key);
    }

    private void Set(TParent parent, TKey key, TObject item)
    {
        ref var candidates = ref CollectionsMarshal.GetValueRefOrAddDefault(_candidates, key, out _);
        candidates ??= new(1);
        var index = candidates.FindIndex(child => child.Parent == parent);
        if (index < 0)
        {
            candidates.Add(new(parent, item));
        }
        else
        {
            candidates[index] = new(parent, item);
        }

        Show(key);
    }

    private void Refresh(TParent parent, TKey key)
    {
        Show(key);
        if (
            _candidates.TryGetValue(key, out var candidates)
            && candidates.Find(child => child.Parent == parent) is { Item: { } item }
            && _shown.Items.TryGetValue(key, out var shown)
            && EqualityComparer<TObject>.Default.Equals(shown, item)
        )
        {
            _shown.Touch(key);
        }
    }

    private void Show(TKey key)
    {
        if (!_candidates.TryGetValue(key, out var candidates))
        {
            _shown.Delete(key);
            return;
        }

        var best = Best(candidates);
        if (!_shown.Items.TryGetValue(key, out var shown) || !AreSame(shown, best))
        {
            _shown.Set(key, best);
        }
    }

    /// <summary>The first in order; without an order, the one that came first of those that are there.</summary>
    private TObject Best(List<Child<TParent, TObject>> candidates)
    {
        var best = candidates[0];
        for (var i = 1; compare is not null && i < candidates.Count; i++)
        {
            if (compare(candidates[i], best) < 0)
            {
                best = candidates[i];
            }
        }

        return best.Item;
    }

    private bool AreSame(TObject shown, TObject best) =>
        equality?.Equals(shown, best)
        ?? (
            typeof(TObject).IsValueType
                ? EqualityComparer<TObject>.Default.Equals(shown, best)
                : ReferenceEquals(shown, best)
        );
}

/// <summary>A child and whose it is.</summary>
internal readonly record struct Child<TParent, TObject>(TParent Parent, TObject Item);
