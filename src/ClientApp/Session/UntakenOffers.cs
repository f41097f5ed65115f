namespace Forum.ClientApp.Session;

/// <summary>
/// Offers that cannot be taken, or no more: some in a time are told each with its line, the others are counted and told together, so
/// that nobody fills another's screen by offering.
/// </summary>
/// <param name="Since">When the time began.</param>
/// <param name="Lines">Lines told in it.</param>
/// <param name="Count">Offers not told in it.</param>
internal sealed record UntakenOffers(DateTimeOffset Since, int Lines, long Count)
{
    /// <summary>Lines told one by one in a time.</summary>
    public const int MostLines = 5;

    /// <summary>How long a time lasts.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    /// <summary>Nothing told yet.</summary>
    public static UntakenOffers None { get; } = new(DateTimeOffset.MinValue, 0, 0);

    /// <summary>Whether the time is over at <paramref name="now"/>.</summary>
    public bool IsOver(DateTimeOffset now) => now - Since >= Time;
}

/// <summary>Telling of them.</summary>
internal static class UntakenOffersTelling
{
    /// <summary>Tells of one, or counts it.</summary>
    public static ClientState TellUntaken(this ClientState state, string line, Tone tone)
    {
        state = state.TellUntakenCount();
        var untaken = state.Files.Untaken;
        if (untaken.IsOver(state.Now))
        {
            untaken = new UntakenOffers(state.Now, 0, 0);
        }

        return untaken.Lines < UntakenOffers.MostLines
            ? state.With(untaken with { Lines = untaken.Lines + 1 }).Say(line, tone)
            : state.With(untaken with { Count = untaken.Count + 1 });
    }

    /// <summary>Once the time is over, tells how many were counted.</summary>
    public static ClientState TellUntakenCount(this ClientState state)
    {
        var untaken = state.Files.Untaken;
        if (untaken.Count == 0 || !untaken.IsOver(state.Now))
        {
            return state;
        }

        var what = untaken.Count == 1 ? "1 more offer" : $"{untaken.Count} more offers";
        return state
            .With(new UntakenOffers(state.Now, 1, 0))
            .Say($"{what} could not be taken or came to nothing.", Tone.Warning);
    }

    private static ClientState With(this ClientState state, UntakenOffers untaken) =>
        state with
        {
            Files = state.Files with { Untaken = untaken },
        };
}
