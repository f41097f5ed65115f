using DynamicData;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Access;

/// <summary>
/// The rule of consecutive failures: the one that reaches the limit blocks the name for a while, wherever the failures came
/// from, and whether or not there is such a user. What decides is the time of the command; that a window is removed later only
/// saves memory.
/// </summary>
/// <param name="maxFailures">Failures that block, from 1.</param>
/// <param name="blockTime">How long a block lasts.</param>
/// <param name="capacity">Most names remembered; see <see cref="FailureTable"/> for what happens beyond it.</param>
internal sealed class LoginGuard(int maxFailures, TimeSpan blockTime, int capacity) : IDisposable
{
    private readonly BatchedCache<FailedLogins, string> _cache = new(window => window.User);
    private readonly FailureTable _table = new(maxFailures, capacity);

    /// <summary>The windows of names with failures.</summary>
    public IObservableCache<FailedLogins, string> Windows => _cache.Published;

    /// <summary>Decides on an attempt at <paramref name="time"/>.</summary>
    /// <returns>The refusal, or null when the user may come in.</returns>
    public Answer? Refuse(string user, bool passwordIsRight, DateTimeOffset time)
    {
        if (IsRefused(user, time))
        {
            return new Answer(AnswerKind.Blocked, Subject: user);
        }

        return passwordIsRight ? null : Fail(user, time);
    }

    /// <summary>A success: the count is zero again.</summary>
    public void Reset(string user) => Drop(_table.Reset(user));

    /// <summary>Drops the window of <paramref name="user"/> if its block is over at <paramref name="time"/>.</summary>
    public void Forget(string user, DateTimeOffset time) => IsRefused(user, time);

    /// <summary>Tells subscribers what changed since the last call.</summary>
    public void Publish() => _cache.Publish();

    public void Dispose() => _cache.Dispose();

    private bool IsRefused(string user, DateTimeOffset time)
    {
        var isRefused = _table.IsRefused(user, time, out var ended);
        Drop(ended);
        return isRefused;
    }

    private Answer Fail(string user, DateTimeOffset time)
    {
        var window = _table.Fail(user, time, blockTime, out var displaced);
        Drop(displaced);
        _cache.AddOrUpdate(window);
        var kind = window.BlockedUntil is null ? AnswerKind.InvalidPassword : AnswerKind.NowBlocked;
        return new Answer(kind, Subject: user);
    }

    private void Drop(FailedLogins? window)
    {
        if (window is not null)
        {
            _cache.Remove(window);
        }
    }
}
