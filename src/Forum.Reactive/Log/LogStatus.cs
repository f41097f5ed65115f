namespace Forum.Reactive.Log;

/// <summary>How a log fares.</summary>
public abstract record LogStatus
{
    private LogStatus() { }

    /// <summary>Entries of before come out again.</summary>
    /// <param name="Position">The last one that came out.</param>
    /// <param name="Last">The last one there is, as far as is known.</param>
    public sealed record Replaying(long Position, long Last) : LogStatus;

    /// <summary>All that was ordered before came out: sessions, views, timers and listeners may begin.</summary>
    public sealed record CaughtUp : LogStatus;

    /// <summary>Nothing durable can be taken for now; what was appended is refused, or waits. <see cref="CaughtUp"/> follows.</summary>
    /// <param name="Reason">Why, as a sentence for the operator.</param>
    public sealed record Stalled(string Reason) : LogStatus;

    /// <summary>Nothing will come out any more.</summary>
    /// <param name="Error">Why; its message says what to do.</param>
    public sealed record Failed(Exception Error) : LogStatus;
}
