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
    /// <param name="Node">The incarnation that the log gives this node, among the others that write to it; 0: the log is this node's
    /// alone, and the node finds its incarnation in what was folded.</param>
    public sealed record CaughtUp(long Node = 0) : LogStatus;

    /// <summary>The other nodes took this one for gone, and its users have left: its sessions end. What was appended was refused;
    /// <see cref="CaughtUp"/> follows, with another incarnation.</summary>
    /// <param name="Reason">Why, as a sentence for the operator.</param>
    public sealed record Excluded(string Reason) : LogStatus;

    /// <summary>Nothing durable can be taken for now; what was appended is refused, or waits. <see cref="CaughtUp"/> follows.</summary>
    /// <param name="Reason">Why, as a sentence for the operator.</param>
    public sealed record Stalled(string Reason) : LogStatus;

    /// <summary>Nothing will come out any more.</summary>
    /// <param name="Error">Why; its message says what to do.</param>
    public sealed record Failed(Exception Error) : LogStatus;
}
