using DynamicData;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Access;

/// <summary>
/// The rule of consecutive failures: the one that reaches the limit blocks the name for a while, wherever the failures came
/// from. What decides is the time of the command; that a window is removed later only saves memory.
/// </summary>
/// <param name="maxFailures">Failures that block, from 1.</param>
/// <param name="blockTime">How long a block lasts.</param>
/// <param name="capacity">Most names remembered. Beyond it, the one that is not blocked and whose last failure is longest ago is
/// forgotten; while all are blocked, a further name is refused as a blocked one is, so that no flood of names ends a block.</param>
internal sealed class LoginGuard(int maxFailures, TimeSpan blockTime, int capacity) : IDisposable
{
    private readonly BatchedCache<FailedLogins, string> _cache = new(window => window.User);
    private readonly Dictionary<string, LinkedListNode<FailedLogins>> _windows = new(StringComparer.Ordinal);
    private readonly LinkedList<FailedLogins> _counting = new(); // By last failure
    private readonly LinkedList<FailedLogins> _blocked = new(); // By the end of the block

    /// <summary>The windows of names with failures.</summary>
    public IObservableCache<FailedLogins, string> Windows => _cache.Published;

    /// <summary>Decides on an attempt at <paramref name="time"/>.</summary>
    /// <returns>The refusal, or null when the user may come in.</returns>
    public Answer? Refuse(string user, bool passwordIsRight, DateTimeOffset time)
    {
        var window = Find(user, time);
        if (window?.BlockedUntil is not null)
        {
            return new Answer(AnswerKind.Blocked, Subject: user);
        }

        return passwordIsRight ? null : Fail(user, (window?.Count ?? 0) + 1, time);
    }

    /// <summary>A success: the count is zero again.</summary>
    public void Reset(string user)
    {
        if (_windows.TryGetValue(user, out var window))
        {
            Remove(window);
        }
    }

    /// <summary>Drops the window of <paramref name="user"/> if its block is over at <paramref name="time"/>.</summary>
    public void Forget(string user, DateTimeOffset time) => Find(user, time);

    /// <summary>Tells subscribers what changed since the last call.</summary>
    public void Publish() => _cache.Publish();

    public void Dispose() => _cache.Dispose();

    private FailedLogins? Find(string user, DateTimeOffset time)
    {
        if (!_windows.TryGetValue(user, out var window))
        {
            return null;
        }

        if (window.Value.BlockedUntil is null || window.Value.IsBlockedAt(time))
        {
            return window.Value;
        }

        Remove(window);
        return null;
    }

    private Answer Fail(string user, int count, DateTimeOffset time)
    {
        var blocks = count >= maxFailures;
        if (!TryPut(new FailedLogins(user, count, blocks ? time + blockTime : null), time))
        {
            return new Answer(AnswerKind.Blocked, Subject: user);
        }

        return new Answer(blocks ? AnswerKind.NowBlocked : AnswerKind.InvalidPassword, Subject: user);
    }

    private bool TryPut(FailedLogins window, DateTimeOffset time)
    {
        if (_windows.Remove(window.User, out var old))
        {
            old.List!.Remove(old);
        }
        else if (_windows.Count == capacity && !TryMakeRoom(time))
        {
            return false;
        }

        _windows.Add(window.User, (window.BlockedUntil is null ? _counting : _blocked).AddLast(window));
        _cache.AddOrUpdate(window);
        return true;
    }

    private bool TryMakeRoom(DateTimeOffset time)
    {
        var first = _blocked.First is { } blocked && !blocked.Value.IsBlockedAt(time) ? blocked : _counting.First;
        if (first is not null)
        {
            Remove(first);
        }

        return first is not null;
    }

    private void Remove(LinkedListNode<FailedLogins> window)
    {
        _windows.Remove(window.Value.User);
        window.List!.Remove(window);
        _cache.Remove(window.Value);
    }
}
