using Forum.Reactive.Forum;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary>What an operator wants to know of, by kind.</summary>
internal enum AlarmKind : byte
{
    FailedLogin,
    Block,
    RefusedLogin,
    RefusedConnection,
    RefusedOffer,
}

/// <summary>Something that may be an attack, or too much for this server.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="User">Whose name it is about; null: nobody's.</param>
/// <param name="Address">Where it came from; null: what the user's log-in says.</param>
/// <param name="Reason">Why it was refused; empty: that is said by the kind.</param>
/// <param name="Time">As people read it.</param>
internal readonly record struct Alarm(AlarmKind Kind, string? User, string? Address, string Reason, DateTimeOffset Time)
{
    /// <summary>The alarm in an outcome; null: there is none.</summary>
    public static Alarm? In(in Outcome outcome, DateTimeOffset time)
    {
        (AlarmKind Kind, string Reason)? found = outcome.Answer.Kind switch
        {
            AnswerKind.InvalidPassword => (AlarmKind.FailedLogin, ""),
            AnswerKind.NowBlocked => (AlarmKind.Block, ""),
            AnswerKind.Blocked => (AlarmKind.RefusedLogin, "the name is blocked"),
            AnswerKind.AddressHeldBack => (AlarmKind.RefusedLogin, "too many from that address have failed"),
            AnswerKind.LogInHeldBack => (AlarmKind.RefusedLogin, "too many passwords wait to be verified"),
            AnswerKind.TooManyConnections => (AlarmKind.RefusedConnection, "there are too many"),
            AnswerKind.OffersHeldBack => (AlarmKind.RefusedOffer, "too many in a short time"),
            AnswerKind.TooManyOffers => (AlarmKind.RefusedOffer, "too many wait or are under way"),
            AnswerKind.ReceiverFull => (AlarmKind.RefusedOffer, "too many wait for the receiver"),
            _ => null,
        };
        return found is var (kind, reason) ? new Alarm(kind, outcome.User, outcome.Address, reason, time) : null;
    }

    /// <summary>In words.</summary>
    public string Text(TimestampFormat timestamps)
    {
        var when = timestamps.Format(Timestamp.From(Time));
        return Kind switch
        {
            AlarmKind.FailedLogin => $"Failed log-in as {User} from {Address} at {when}.",
            AlarmKind.Block => $"Failed log-in as {User} from {Address} at {when}. The name is blocked for now.",
            AlarmKind.RefusedLogin => $"Refused log-in as {User} from {Address} at {when}: {Reason}.",
            AlarmKind.RefusedConnection => $"Refused connection from {Address} at {when}: {Reason}.",
            _ => $"Refused offer of {User} at {when}: {Reason}.",
        };
    }
}
