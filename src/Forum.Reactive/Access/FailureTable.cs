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
/// <para>Pure: each step is told the time, which must not go back. O(log n) a step. One caller at a time, with the cache open.</para>
/// </remarks>
internal sealed class FailureTable : IDisposable
{
    // What the cache cannot tell: whose block ends first; who has the least count and failed longest ago.
    private readonly SortedSet<FailedLogins> _blocked = new(FailedLogins.ByEndOfBlock);
    private readonly SortedSet<FailedLogins> _counting = new(FailedLogins.ByCount);
    private long _failures;
    private int _floor; // The largest count that lost its place

    /// <summary>The windows of names with failures.</summary>
    public BatchedCache<FailedLogins, string> Cache { get; } = new(window => window.User);

    /// <summary>At least as many failures as <paramref name="name"/> has made since its last success or the end of its block.</summary>
    public int Estimate(string name) => Find(name)?.Count ?? _floor;

    /// <summary>Whether an attempt of <paramref name="name"/> is refused unheard. A block that is over is forgotten.</summary>
    public bool IsRefused(string name, int capacity, DateTimeOffset time)
    {
        if (Find(name) is { } window)
        {
            if (window.BlockedUntil is null || window.IsBlockedAt(time))
            {
                return window.BlockedUntil is not null;
            }

            Remove(window);
        }

        return _blocked.Count >= capacity && _blocked.Min!.IsBlockedAt(time);
    }

    /// <summary>A failure of a name that is not refused.</summary>
    /// <returns>The name's window.</returns>
    public FailedLogins Fail(string name, LoginLimits limits, DateTimeOffset time)
    {
        if (Find(name) is { } known)
        {
            return Put(name, known.Count + 1, limits, time, known);
        }

        if (Cache.Items.Count >= limits.Capacity)
        {
            MakeRoom(time);
        }

        return Put(name, _floor + 1, limits, time, known: null);
    }

    /// <summary>A success: the count of the name is zero, as far as the table knows it.</summary>
    public void Reset(string name)
    {
        if (Find(name) is { } window)
        {
            Remove(window);
        }
    }

    /// <summary>Somebody set the clock ahead: blocks end so much later.</summary>
    public void Postpone(TimeSpan by)
    {
        var blocked = _blocked.ToList();
        _blocked.Clear();
        foreach (var window in blocked)
        {
            var postponed = window with { BlockedUntil = window.BlockedUntil!.Value.Later(by) };
            _blocked.Add(postponed);
            Cache.Items.AddOrUpdate(postponed);
        }
    }

    /// <summary>All that a restart needs to know.</summary>
    public FrozenFailures Freeze() => new(_failures, _floor, Cache.Published.Items);

    /// <summary>Takes over what another one knew; this one is empty.</summary>
    public void Restore(FrozenFailures failures)
    {
        (_failures, _floor) = (failures.LastFailure, failures.Floor);
        Cache.Load(failures.Windows);
        foreach (var window in failures.Windows)
        {
            OrderOf(window).Add(window);
        }
    }

    public void Dispose() => Cache.Dispose();

    private FailedLogins? Find(string name) =>
        Cache.Items.Lookup(name) is { HasValue: true, Value: var found } ? found : null;

    private FailedLogins Put(string name, int count, LoginLimits limits, DateTimeOffset time, FailedLogins? known)
    {
        if (known is not null)
        {
            OrderOf(known).Remove(known);
        }

        DateTimeOffset? until = count >= limits.MaxFailures ? time + limits.BlockTime : null;
        var window = new FailedLogins(name, count, until) { Failure = ++_failures };
        OrderOf(window).Add(window);
        Cache.Items.AddOrUpdate(window);
        return window;
    }

    private void MakeRoom(DateTimeOffset time)
    {
        if (_blocked.Min is { } first && !first.IsBlockedAt(time))
        {
            Remove(first); // Its count begins from zero again.
        }
        else if (_counting.Min is { } least)
        {
            _floor = Math.Max(_floor, least.Count);
            Remove(least);
        }
    }

    private void Remove(FailedLogins window)
    {
        OrderOf(window).Remove(window);
        Cache.Items.RemoveKey(window.User);
    }

    private SortedSet<FailedLogins> OrderOf(FailedLogins window) => window.BlockedUntil is null ? _counting : _blocked;
}

/// <summary>A table of failures at one moment. Immutable.</summary>
/// <param name="LastFailure">How many failures there were so far.</param>
/// <param name="Floor">The largest count that lost its place.</param>
/// <param name="Windows">In no order.</param>
internal sealed record FrozenFailures(long LastFailure, int Floor, IReadOnlyList<FailedLogins> Windows);
