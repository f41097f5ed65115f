namespace Forum.Reactive.Log;

/// <summary>The numbers in the rules. They stand in the log, so that whoever folds it goes by the same ones.</summary>
/// <param name="MaxFailures">Consecutive failed log-ins that block.</param>
/// <param name="BlockTime">How long a block lasts.</param>
/// <param name="FailureCapacity">Most names whose failures are remembered.</param>
/// <param name="MaxFailuresPerMinute">Failed log-ins that one address may make a minute.</param>
/// <param name="AddressCapacity">Most addresses whose failures are remembered.</param>
/// <param name="OfferLifetime">How long a file on offer waits for its answer.</param>
/// <param name="OfferCapacity">Most files on offer that are remembered.</param>
public sealed record ForumRules(
    int MaxFailures,
    TimeSpan BlockTime,
    int FailureCapacity,
    int MaxFailuresPerMinute,
    int AddressCapacity,
    TimeSpan OfferLifetime,
    int OfferCapacity
);
