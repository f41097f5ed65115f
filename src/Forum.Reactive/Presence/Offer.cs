namespace Forum.Reactive.Presence;

/// <summary>A file that one user offers another.</summary>
/// <param name="Id">Its number, in the order of offering.</param>
/// <param name="Sender">Who offers.</param>
/// <param name="SenderLogin">The sender's log-in: the offer ends with it.</param>
/// <param name="Receiver">Who is offered.</param>
/// <param name="ReceiverLogin">The receiver's log-in: the offer ends with it.</param>
/// <param name="LapsesAt">When it lapses unless it is answered.</param>
/// <param name="IsAccepted">Whether the receiver took it: it is kept only so that either side can still give up.</param>
internal sealed record Offer(
    long Id,
    string Sender,
    long SenderLogin,
    string Receiver,
    long ReceiverLogin,
    DateTimeOffset LapsesAt,
    bool IsAccepted
)
{
    /// <summary>The log-in at the other end from <paramref name="login"/>; null when neither end is its.</summary>
    public long? OtherThan(long login) =>
        login == SenderLogin ? ReceiverLogin
        : login == ReceiverLogin ? SenderLogin
        : null;
}
