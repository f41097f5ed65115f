using System.Net;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Access;

/// <summary>
/// The rule of consecutive failures: the one that reaches the limit blocks the name for a while, wherever the failures came
/// from, and whether or not there is such a user; and one address has a budget of failures over all names. What decides is the time
/// of the entry; that a window is removed later only saves memory.
/// </summary>
internal sealed class LoginGuard : IDisposable
{
    private static readonly TimeSpan BudgetPeriod = TimeSpan.FromMinutes(1);
    private readonly FailureTable _table = new();
    private RateBudget<SourceNetwork>? _addresses;

    /// <summary>The numbers that it goes by. Others let addresses begin anew.</summary>
    public LoginLimits Limits
    {
        get;
        set
        {
            if (field != value)
            {
                field = value;
                _addresses = null;
            }
        }
    }

    /// <summary>The windows of names with failures.</summary>
    public BatchedCache<FailedLogins, string> Cache => _table.Cache;

    private RateBudget<SourceNetwork> Addresses =>
        _addresses ??= new RateBudget<SourceNetwork>(Limits.MaxFailuresPerMinute, BudgetPeriod, Limits.AddressCapacity);

    /// <summary>Decides on an attempt from <paramref name="address"/> at <paramref name="time"/>.</summary>
    /// <returns>The refusal, or null when the user may come in.</returns>
    public Answer? Refuse(string user, bool passwordIsRight, IPAddress address, DateTimeOffset time)
    {
        var source = SourceNetwork.Of(address);
        if (Addresses.IsSpent(source, time))
        {
            return new Answer(AnswerKind.AddressHeldBack);
        }

        var refusal = Refuse(user, passwordIsRight, time);
        if (refusal is { Kind: not AnswerKind.Blocked })
        {
            Addresses.Spend(source, time);
        }

        return refusal;
    }

    /// <summary>Decides on an attempt, wherever it comes from.</summary>
    public Answer? Refuse(string user, bool passwordIsRight, DateTimeOffset time)
    {
        if (_table.IsRefused(user, Limits.Capacity, time))
        {
            return new Answer(AnswerKind.Blocked, Subject: user);
        }

        return passwordIsRight ? null : Fail(user, time);
    }

    /// <summary>A success: the count is zero again.</summary>
    public void Reset(string user) => _table.Reset(user);

    /// <summary>Drops the window of <paramref name="user"/> if its block is over at <paramref name="time"/>.</summary>
    public void Forget(string user, DateTimeOffset time) => _table.IsRefused(user, Limits.Capacity, time);

    /// <summary>Somebody set the clock ahead: what is under way ends so much later.</summary>
    public void Postpone(TimeSpan by)
    {
        _table.Postpone(by);
        Addresses.Postpone(by);
    }

    /// <summary>All that a restart needs to know.</summary>
    public FrozenGuard Freeze() => new(_table.Freeze(), Addresses.Freeze());

    /// <summary>Takes over what another one knew, behind the limits; this one is empty.</summary>
    public void Restore(FrozenGuard guard)
    {
        _table.Restore(guard.Failures);
        Addresses.Restore(guard.Addresses);
    }

    public void Dispose() => _table.Dispose();

    private Answer Fail(string user, DateTimeOffset time)
    {
        var window = _table.Fail(user, Limits, time);
        var kind = window.BlockedUntil is null ? AnswerKind.InvalidPassword : AnswerKind.NowBlocked;
        return new Answer(kind, Subject: user);
    }
}

/// <summary>The numbers in the rules of log-in.</summary>
/// <param name="MaxFailures">Failures that block, from 1.</param>
/// <param name="BlockTime">How long a block lasts.</param>
/// <param name="Capacity">Most names remembered; see <see cref="FailureTable"/> for what happens beyond it.</param>
/// <param name="MaxFailuresPerMinute">Failures that one address may make a minute.</param>
/// <param name="AddressCapacity">Most addresses remembered.</param>
internal readonly record struct LoginLimits(
    int MaxFailures,
    TimeSpan BlockTime,
    int Capacity,
    int MaxFailuresPerMinute,
    int AddressCapacity
);

/// <summary>What is known of failures at one moment. Immutable.</summary>
internal sealed record FrozenGuard(FrozenFailures Failures, FrozenBudget<SourceNetwork> Addresses);
