namespace Forum.Reactive.Protocol;

/// <summary>Every answer that the server has, by what it says. <see cref="AnswerWriter"/> knows their codes and words.</summary>
internal enum AnswerKind : byte
{
    /// <summary>No answer: nobody asked.</summary>
    None,
    Ready,
    TooManyConnections,
    PasswordRequired,
    Welcome,
    InvalidPassword,
    NowBlocked,
    Blocked,

    /// <summary>Too many log-ins from there have failed: this one is refused, right or wrong.</summary>
    AddressHeldBack,

    /// <summary>Too many passwords wait to be verified: this one was not, and is no failure.</summary>
    LogInHeldBack,
    AlreadyLoggedIn,
    SendUserFirst,
    LoggedInAlready,
    PleaseLogIn,
    PortSet,
    Bye,
    TimedOut,
    ServerStops,
    Ok,
    Help,
    LineTooLong,
    NotText,
    InvalidCommand,
    Usage,
    Posted,
    Deleted,
    Edited,
    NoSuchMessage,
    WrongTimestamp,
    MayNotDelete,
    MayNotEdit,
    Messages,
    ActiveUsers,
    Subscribed,
    Unsubscribed,
    OfferMade,
    Offline,
    OfferToSelf,
    HiddenSender,
    TooManyOffers,

    /// <summary>The sender has offered too much in a short time; the offer was not made.</summary>
    OffersHeldBack,

    /// <summary>Too many offers wait for the receiver's answer; the offer was not made.</summary>
    ReceiverFull,
    NoSuchOffer,

    /// <summary>The sender has told too many addresses in a short time; nobody was told these.</summary>
    PathsHeldBack,

    /// <summary>A side of an offer may use the relay; the subject is the ticket, or before it is known whether it is the sender's.</summary>
    RelayTicket,

    /// <summary>The server relays no files.</summary>
    NoRelay,

    /// <summary>The server relays as many files as it can.</summary>
    RelayFull,

    /// <summary>What follows on this connection is relayed.</summary>
    Bound,

    /// <summary>The ticket is none, or none any more.</summary>
    NoSuchTicket,
    NothingToTake,
    TakenOver,
    Disconnected,
    Capabilities,
    LogUnavailable,
    OutOfStorage,

    /// <summary>No answer: what one client is told that did not ask.</summary>
    Event,

    /// <summary>No words: the connection ended without OUT. Its user, if any, is logged out.</summary>
    Left,
}

/// <summary>What the forum answers to one command: a small value; the words are added when it is written.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Number">A message's or an offer's number, a port, or a count, as the kind has it.</param>
/// <param name="Time">The time in it, if the kind has one.</param>
/// <param name="Subject">A user's name, the message concerned, or an <see cref="IAnswerBody"/>.</param>
internal readonly record struct Answer(
    AnswerKind Kind,
    long Number = 0,
    Timestamp Time = default,
    object? Subject = null
)
{
    /// <summary>The verb whose usage a <see cref="AnswerKind.Usage"/> shows.</summary>
    public Verb Verb => (Verb)Number;

    /// <summary>Whether the connection ends with this answer.</summary>
    public bool Closes =>
        Kind
            is AnswerKind.Bye
                or AnswerKind.NowBlocked
                or AnswerKind.Blocked
                or AnswerKind.AddressHeldBack
                or AnswerKind.TimedOut
                or AnswerKind.ServerStops
                or AnswerKind.TooManyConnections
                or AnswerKind.TakenOver
                or AnswerKind.Disconnected
                or AnswerKind.Left;
}

/// <summary>Sorts answers.</summary>
internal static class AnswerKinds
{
    /// <summary>Whether nothing was done: 4xx and 5xx.</summary>
    public static bool IsRefusal(this AnswerKind kind) =>
        kind
            is AnswerKind.TooManyConnections
                or AnswerKind.InvalidPassword
                or AnswerKind.NowBlocked
                or AnswerKind.Blocked
                or AnswerKind.AddressHeldBack
                or AnswerKind.LogInHeldBack
                or AnswerKind.AlreadyLoggedIn
                or AnswerKind.SendUserFirst
                or AnswerKind.LoggedInAlready
                or AnswerKind.PleaseLogIn
                or AnswerKind.TimedOut
                or AnswerKind.ServerStops
                or AnswerKind.LineTooLong
                or AnswerKind.NotText
                or AnswerKind.InvalidCommand
                or AnswerKind.Usage
                or AnswerKind.NoSuchMessage
                or AnswerKind.WrongTimestamp
                or AnswerKind.MayNotDelete
                or AnswerKind.MayNotEdit
                or AnswerKind.Offline
                or AnswerKind.OfferToSelf
                or AnswerKind.HiddenSender
                or AnswerKind.TooManyOffers
                or AnswerKind.OffersHeldBack
                or AnswerKind.ReceiverFull
                or AnswerKind.NoSuchOffer
                or AnswerKind.PathsHeldBack
                or AnswerKind.NoRelay
                or AnswerKind.RelayFull
                or AnswerKind.NoSuchTicket
                or AnswerKind.NothingToTake
                or AnswerKind.LogUnavailable
                or AnswerKind.OutOfStorage;
}

/// <summary>
/// An answer of many lines: a value that says what is in it, of the moment in which it was asked for. Its lines are written one
/// at a time, when there is room, so that it may be longer than memory should hold.
/// </summary>
internal interface IAnswerBody
{
    /// <summary>Begins to write it.</summary>
    IAnswerLines Begin();
}

/// <summary>The lines of an answer that are not yet written.</summary>
internal interface IAnswerLines
{
    /// <summary>Writes the next line of the answer, its line end included; the last one ends the answer.</summary>
    /// <returns>Whether there are more lines.</returns>
    bool WriteLine(AnswerWriter writer);
}
