namespace Forum.Reactive.Access;

/// <summary>The window of consecutive failed log-ins of one user name, whether or not there is such a user.</summary>
/// <param name="User">The name.</param>
/// <param name="Count">Failures since the last success, or since the last block ended: those that were made or, after more names have
/// failed than can be remembered, those that may have been.</param>
/// <param name="BlockedUntil">The first instant at which the name is no longer refused; null while it is not blocked.</param>
public sealed record FailedLogins(string User, int Count, DateTimeOffset? BlockedUntil)
{
    /// <summary>Whether even the right password is refused at <paramref name="time"/>.</summary>
    public bool IsBlockedAt(DateTimeOffset time) => time < BlockedUntil;

    internal static IComparer<FailedLogins> ByCount { get; } =
        Comparer<FailedLogins>.Create((a, b) => (a.Count, a.Failure).CompareTo((b.Count, b.Failure)));

    internal static IComparer<FailedLogins> ByEndOfBlock { get; } =
        Comparer<FailedLogins>.Create((a, b) => (a.BlockedUntil, a.Failure).CompareTo((b.BlockedUntil, b.Failure)));

    /// <summary>Counts failures: the number of this window's last one.</summary>
    internal long Failure { get; init; }
}
