namespace DynamicData.Cache.Internal;

/// <summary>Keys in the order in which they came last; O(1) a change.</summary>
internal sealed class ArrivalOrder<TKey>
    where TKey : notnull
{
    private readonly LinkedList<TKey> _order = new();
    private readonly Dictionary<TKey, LinkedListNode<TKey>> _nodes = [];

    public int Count => _nodes.Count;

    /// <summary>The key that came longest ago. There must be one.</summary>
    public TKey Oldest => _order.First!.Value;

    /// <summary>Puts a key last, also if it is there.</summary>
    public void Renew(TKey key)
    {
        Remove(key);
        _nodes.Add(key, _order.AddLast(key));
    }

    /// <summary>Puts a key last unless it is there.</summary>
    public void Add(TKey key)
    {
        if (!_nodes.ContainsKey(key))
        {
            _nodes.Add(key, _order.AddLast(key));
        }
    }

    public void Remove(TKey key)
    {
        if (_nodes.Remove(key, out var node))
        {
            _order.Remove(node);
        }
    }
}
