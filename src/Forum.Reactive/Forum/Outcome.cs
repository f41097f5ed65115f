using Forum.Reactive.Board;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Forum;

/// <summary>What became of an entry, or what followed from one. Immutable; may be kept.</summary>
public readonly struct Outcome
{
    internal Outcome(Origin origin, long position, long login, string? user, in Answer answer)
    {
        (Origin, Position, Login, User, Answer) = (origin, position, login, user, answer);
    }

    /// <summary>Who put the entry into the log, and awaits the answer; the default: nobody, it followed from the entry before.</summary>
    public Origin Origin { get; }

    /// <summary>The position of the entry in the log; of one that only looks: of the last one before it that changes.</summary>
    public long Position { get; }

    /// <summary>The log-in that it belongs to or, of <see cref="OutcomeKind.Told"/>, that is told; 0: none.</summary>
    public long Login { get; }

    /// <summary>The user of that log-in, or the name of one that was refused; null: none, or it has ended.</summary>
    public string? User { get; }

    /// <summary>What happened.</summary>
    public OutcomeKind Kind => OutcomeKinds.Of(Answer);

    /// <summary>The number of the message concerned as it was just then, from 1; 0: no message is concerned.</summary>
    public long Number => Message is null ? 0 : Answer.Number;

    /// <summary>The message that was posted, edited (as it is now), deleted (as it was), or that was not the user's to touch; else null.</summary>
    public Message? Message => Answer.Subject as Message;

    /// <summary>Where a connection or a log-in that was refused came from, as the server sees it; else null.</summary>
    public string? Address => (Answer.Subject as Caller)?.Address;

    /// <summary>The answer, in the server's own terms.</summary>
    internal Answer Answer { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Position}: {User} {Answer.Kind} {Answer.Number}";
}

/// <summary>What happened.</summary>
public enum OutcomeKind : byte
{
    /// <summary>Something was answered that concerns nobody else.</summary>
    Answered,

    /// <summary>A message was posted.</summary>
    Posted,

    /// <summary>A message got another text.</summary>
    Edited,

    /// <summary>A message was deleted; every later one moved up.</summary>
    Deleted,

    /// <summary>A user logged in.</summary>
    Joined,

    /// <summary>A user logged out, or was logged out.</summary>
    Left,

    /// <summary>One user alone is told something: of a file, or that the session ends.</summary>
    Told,

    /// <summary>It was refused: nothing changed.</summary>
    Refused,
}

/// <summary>Sorts answers by what they mean to others.</summary>
internal static class OutcomeKinds
{
    public static OutcomeKind Of(in Answer answer) =>
        answer.Kind switch
        {
            AnswerKind.Posted => OutcomeKind.Posted,
            AnswerKind.Edited => OutcomeKind.Edited,
            AnswerKind.Deleted => OutcomeKind.Deleted,
            AnswerKind.Welcome => OutcomeKind.Joined,
            AnswerKind.Bye or AnswerKind.Left when answer.Subject is not null => OutcomeKind.Left,
            AnswerKind.Event or AnswerKind.TakenOver or AnswerKind.Disconnected => OutcomeKind.Told,
            var kind => kind.IsRefusal() ? OutcomeKind.Refused : OutcomeKind.Answered,
        };
}
