namespace Forum.Reactive.Access;

/// <summary>
/// Counts failures by name in bounded memory, and never too few: Space-Saving (Metwally, Agrawal and El Abbadi 2005). A new name that
/// finds the table full takes the place of the one with the least count and inherits that count, since it may have been in the table
/// before and have lost its place the same way.
/// </summary>
/// <remarks>
/// <para>The count of a name outside is taken to be the largest that ever lost its place, at most one below the limit: so after a flood of
/// names the first wrong password may block, but the right one passes, and nobody is blocked for what others did.</para>
/// <para>A block keeps its place until it is over. While all places are blocked, every name outside is refused as a blocked one is,
/// unheard; it is no failure, then.</para>
/// <para>Pure: each step is told the time, which must not go back. Constant time a step. One caller at a time.</para>
/// </remarks>
/// <param name="limit">Failures that block, from 1.</param>
/// <param name="capacity">Most names, from 1.</param>
internal sealed class FailureTable(int limit, int capacity)
{
    private readonly Dictionary<string, LinkedListNode<FailedLogins>> _places = new(StringComparer.Ordinal);
    private readonly LinkedList<FailedLogins> _blocked = new(); // By the end of the block

    // By count; in each list the last failure that is longest ago is first.
    private readonly LinkedList<FailedLogins>[] _counting =
    [
        .. Enumerable.Range(0, limit).Select(_ => new LinkedList<FailedLogins>()),
    ];

    private int _floor; // The largest count that lost its place

    /// <summary>Names in the table.</summary>
    public int Count => _places.Count;

    /// <summary>At least as many failures as <paramref name="name"/> has made since its last success or the end of its block.</summary>
    public int Estimate(string name) => _places.TryGetValue(name, out var place) ? place.Value.Count : _floor;

    /// <summary>Whether an attempt of <paramref name="name"/> is refused unheard.</summary>
    /// <param name="name">The name.</param>
    /// <param name="time">When.</param>
    /// <param name="ended">The entry that a block which is over has left, and which is gone now.</param>
    public bool IsRefused(string name, DateTimeOffset time, out FailedLogins? ended)
    {
        ended = null;
        if (_places.TryGetValue(name, out var place))
        {
            if (place.Value.BlockedUntil is null || place.Value.IsBlockedAt(time))
            {
                return place.Value.BlockedUntil is not null;
            }

            ended = Remove(place);
        }

        return _blocked.Count == capacity && _blocked.First!.Value.IsBlockedAt(time);
    }

    /// <summary>A failure of a name that is not refused.</summary>
    /// <param name="name">The name.</param>
    /// <param name="time">When.</param>
    /// <param name="blockTime">How long a block lasts.</param>
    /// <param name="displaced">The entry that lost its place to this one.</param>
    /// <returns>The name's entry.</returns>
    public FailedLogins Fail(string name, DateTimeOffset time, TimeSpan blockTime, out FailedLogins? displaced)
    {
        displaced = null;
        var count = Estimate(name);
        if (_places.TryGetValue(name, out var place))
        {
            Remove(place);
        }
        else if (_places.Count == capacity)
        {
            displaced = MakeRoom(time);
            count = _floor;
        }

        count++;
        var entry = new FailedLogins(name, count, count >= limit ? time + blockTime : null);
        _places.Add(name, (entry.BlockedUntil is null ? _counting[count] : _blocked).AddLast(entry));
        return entry;
    }

    /// <summary>A success: the count of the name is zero, as far as the table knows it.</summary>
    /// <returns>The entry that is gone, if there was one.</returns>
    public FailedLogins? Reset(string name) => _places.TryGetValue(name, out var place) ? Remove(place) : null;

    private FailedLogins MakeRoom(DateTimeOffset time)
    {
        if (_blocked.First is { } first && !first.Value.IsBlockedAt(time))
        {
            return Remove(first); // Its count begins from zero again.
        }

        var least = _counting.First(list => list.Count > 0).First!;
        _floor = Math.Max(_floor, least.Value.Count);
        return Remove(least);
    }

    private FailedLogins Remove(LinkedListNode<FailedLogins> place)
    {
        _places.Remove(place.Value.User);
        place.List!.Remove(place);
        return place.Value;
    }
}
