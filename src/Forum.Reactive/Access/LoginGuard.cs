using Forum.Reactive.Protocol;

namespace Forum.Reactive.Access;

/// <summary>
/// The rule of consecutive failures: the one that reaches the limit blocks the name for a while, wherever the failures came
/// from. What decides is the time of the entry; that a window is removed later only saves memory.
/// </summary>
/// <remarks>Beyond its capacity, the window that is not blocked and whose last failure is longest ago is forgotten; while all are
/// blocked, a further name is refused as a blocked one is, so that no flood of names ends a block.</remarks>
internal sealed class LoginGuard : IDisposable
{
    // By the end of the block, then by the last failure: no cache can tell who comes first.
    private readonly SortedSet<FailedLogins> _blocked = new(FailedLogins.ByEndOfBlock);
    private readonly SortedSet<FailedLogins> _counting = new(FailedLogins.ByLastFailure);
    private long _failures;

    /// <summary>The windows of names with failures.</summary>
    public BatchedCache<FailedLogins, string> Cache { get; } = new(window => window.User);

    /// <summary>Decides on an attempt at <paramref name="time"/>.</summary>
    /// <returns>The refusal, or null when the user may come in.</returns>
    public Answer? Refuse(LoginLimits limits, string user, bool passwordIsRight, DateTimeOffset time)
    {
        var window = Find(user, time);
        if (window?.BlockedUntil is not null)
        {
            return new Answer(AnswerKind.Blocked, Subject: user);
        }

        return passwordIsRight ? null : Fail(limits, user, (window?.Count ?? 0) + 1, time);
    }

    /// <summary>A success: the count is zero again.</summary>
    public void Reset(string user)
    {
        if (Cache.Items.Lookup(user) is { HasValue: true, Value: var window })
        {
            Remove(window);
        }
    }

    /// <summary>Drops the window of <paramref name="user"/> if its block is over at <paramref name="time"/>.</summary>
    public void Forget(string user, DateTimeOffset time) => Find(user, time);

    /// <summary>All that a restart needs to know.</summary>
    public FrozenGuard Freeze() => new(_failures, Cache.Published.Items);

    /// <summary>Takes over what another one knew; this one is empty.</summary>
    public void Restore(FrozenGuard guard)
    {
        _failures = guard.LastFailure;
        Cache.Load(guard.Windows);
        foreach (var window in guard.Windows)
        {
            (window.BlockedUntil is null ? _counting : _blocked).Add(window);
        }
    }

    public void Dispose() => Cache.Dispose();

    private FailedLogins? Find(string user, DateTimeOffset time)
    {
        if (Cache.Items.Lookup(user) is not { HasValue: true, Value: var window })
        {
            return null;
        }

        if (window.BlockedUntil is null || window.IsBlockedAt(time))
        {
            return window;
        }

        Remove(window);
        return null;
    }

    private Answer Fail(LoginLimits limits, string user, int count, DateTimeOffset time)
    {
        var blocks = count >= limits.MaxFailures;
        var window = new FailedLogins(user, count, blocks ? time + limits.BlockTime : null) { Failure = ++_failures };
        if (!TryPut(window, limits.Capacity, time))
        {
            return new Answer(AnswerKind.Blocked, Subject: user);
        }

        return new Answer(blocks ? AnswerKind.NowBlocked : AnswerKind.InvalidPassword, Subject: user);
    }

    private bool TryPut(FailedLogins window, int capacity, DateTimeOffset time)
    {
        if (Cache.Items.Lookup(window.User) is { HasValue: true, Value: var old })
        {
            _counting.Remove(old);
        }
        else if (Cache.Items.Count >= capacity && !TryMakeRoom(time))
        {
            return false;
        }

        (window.BlockedUntil is null ? _counting : _blocked).Add(window);
        Cache.Items.AddOrUpdate(window);
        return true;
    }

    private bool TryMakeRoom(DateTimeOffset time)
    {
        var first = _blocked.Min is { } blocked && !blocked.IsBlockedAt(time) ? blocked : _counting.Min;
        if (first is not null)
        {
            Remove(first);
        }

        return first is not null;
    }

    private void Remove(FailedLogins window)
    {
        (window.BlockedUntil is null ? _counting : _blocked).Remove(window);
        Cache.Items.RemoveKey(window.User);
    }
}

/// <summary>The numbers in the rule of consecutive failures.</summary>
/// <param name="MaxFailures">Failures that block, from 1.</param>
/// <param name="BlockTime">How long a block lasts.</param>
/// <param name="Capacity">Most names remembered.</param>
internal readonly record struct LoginLimits(int MaxFailures, TimeSpan BlockTime, int Capacity);

/// <summary>The windows of failures of one moment. Immutable.</summary>
/// <param name="LastFailure">How many failures there were so far.</param>
/// <param name="Windows">In no order.</param>
internal sealed record FrozenGuard(long LastFailure, IReadOnlyList<FailedLogins> Windows);
