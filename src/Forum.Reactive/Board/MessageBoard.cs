using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>
/// The rules of the board: post, edit, delete, read. Each takes the time of its entry, checks, changes the items of the cache,
/// which has to be open for it, and says the answer.
/// </summary>
/// <remarks>Rules are for one writer at a time; what <see cref="Published"/> shows is safe on any thread.</remarks>
internal sealed class MessageBoard : IDisposable
{
    private readonly MessageSequence _sequence = new(); // Numbers, and what is later than a time: no cache can tell
    private long _lastId;
    private long _rewrites;

    public MessageBoard() => Published = new PublishedBoard(Cache.Changes);

    /// <summary>The messages by their ids.</summary>
    public BatchedCache<Message, long> Cache { get; } = new(message => message.Id, isRead: false);

    /// <summary>The board as others see it.</summary>
    public PublishedBoard Published { get; }

    /// <summary>MSG: puts a message at the end.</summary>
    public Answer Post(string user, byte[] text, Timestamp now)
    {
        var message = new Message(_lastId + 1, user, text, now, edited: false);
        _lastId++;
        Cache.Items.AddOrUpdate(message);
        _sequence.Append(message);
        return new Answer(AnswerKind.Posted, _sequence.Count, now, message);
    }

    /// <summary>DLT: takes a message of one's own away; every later one moves up.</summary>
    public Answer Delete(string user, long number, TimestampReading time, Timestamp now)
    {
        if (Refusal(user, number, time, AnswerKind.MayNotDelete, now, out var message) is { } refusal)
        {
            return refusal;
        }

        Cache.Items.RemoveKey(message.Id);
        _sequence.RemoveAt((int)number - 1);
        _rewrites++;
        return new Answer(AnswerKind.Deleted, number, now, message);
    }

    /// <summary>EDT: gives a message of one's own another text, and the time of now.</summary>
    public Answer Edit(string user, long number, TimestampReading time, byte[] text, Timestamp now)
    {
        if (Refusal(user, number, time, AnswerKind.MayNotEdit, now, out var message) is { } refusal)
        {
            return refusal;
        }

        var edited = message.Edited(text, now);
        Cache.Items.AddOrUpdate(edited);
        _sequence.Replace((int)number - 1, edited);
        _rewrites++;
        return new Answer(AnswerKind.Edited, number, now, edited);
    }

    /// <summary>RDM: the messages later than a time, as they are now, in the order of their numbers.</summary>
    public Answer ReadSince(Timestamp since, bool isOwn = false) =>
        new(AnswerKind.Messages, Subject: new MessagesFound(Freeze().LaterThan(since), isOwn));

    /// <summary>RDM #n: the messages numbered after a number.</summary>
    public Answer ReadAfter(long number, bool isOwn = false) =>
        new(AnswerKind.Messages, Subject: new MessagesFound(Freeze().After(number), isOwn));

    /// <summary>Shows others the board as it is now.</summary>
    public void Publish() => Published.Show(Freeze());

    /// <summary>The board as it is now, for ever.</summary>
    public BoardSnapshot Freeze() => new(_sequence.Freeze(), _rewrites);

    /// <summary>All that a restart needs to know.</summary>
    public FrozenBoard FreezeAll() => new(_lastId, _rewrites, Freeze());

    /// <summary>Takes over what another one knew; this one is empty.</summary>
    public void Restore(FrozenBoard board)
    {
        (_lastId, _rewrites) = (board.LastId, board.Rewrites);
        Cache.Load(board.Messages);
        foreach (var message in board.Messages)
        {
            _sequence.Append(message);
        }

        Publish();
    }

    public void Dispose() => Cache.Dispose();

    /// <summary>Why a message may not be touched; the checks are in the order in which <c>docs/protocol.md</c> lists them.</summary>
    private Answer? Refusal(
        string user,
        long number,
        TimestampReading time,
        AnswerKind notYours,
        Timestamp now,
        out Message message
    )
    {
        message = _sequence.At(number - 1)!;
        if (message is null)
        {
            return new Answer(AnswerKind.NoSuchMessage, number);
        }

        if (!time.Matches(message.Time))
        {
            return new Answer(AnswerKind.WrongTimestamp, number, time.Earliest);
        }

        // The time of the attempt goes with the refusal, for those who watch.
        return string.Equals(message.User, user, StringComparison.Ordinal)
            ? null
            : new Answer(notYours, number, now, message);
    }
}

/// <summary>A board of one moment. Immutable.</summary>
/// <param name="LastId">The id of the last message posted.</param>
/// <param name="Rewrites">Edits and deletions so far.</param>
/// <param name="Messages">In the order of their numbers.</param>
internal sealed record FrozenBoard(long LastId, long Rewrites, IReadOnlyList<Message> Messages);
