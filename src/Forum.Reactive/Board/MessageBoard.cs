using DynamicData;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>
/// The rules of the board: post, edit, delete, read. Each takes the time of its command, changes the state and says the answer;
/// changes are published by <see cref="Publish"/>, once a batch.
/// </summary>
/// <remarks>Rules and <see cref="Publish"/> are for one writer at a time; the rest is safe on any thread.</remarks>
internal sealed class MessageBoard : IMessageBoard, IDisposable
{
    /// <summary>Up to so many messages are found while RDM is carried out; more are walked later, in a snapshot.</summary>
    private const int Few = 64;

    private readonly Lock _gate = new();
    private readonly MessageSequence _sequence = new(); // Protected by the gate
    private readonly BatchedCache<Message, long> _cache = new(message => message.Id);
    private long _lastId;
    private long _rewrites; // Protected by the gate

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sequence.Count;
            }
        }
    }

    public IObservable<int> CountChanged => _cache.Published.CountChanged;

    public IObservable<IChangeSet<Message, long>> Connect(
        Func<Message, bool>? predicate = null,
        bool suppressEmptyChangeSets = true
    ) => _cache.Published.Connect(predicate, suppressEmptyChangeSets);

    public IObservable<IChangeSet<Message, long>> Preview(Func<Message, bool>? predicate = null) =>
        _cache.Published.Preview(predicate);

    public IObservable<Change<Message, long>> Watch(long key) => _cache.Published.Watch(key);

    public Message? At(long number)
    {
        lock (_gate)
        {
            return _sequence.At(number - 1);
        }
    }

    public int? NumberOf(Message message)
    {
        lock (_gate)
        {
            var index = _sequence.IndexOf(message.Id);
            return index < 0 ? null : index + 1;
        }
    }

    public BoardSnapshot Snapshot()
    {
        lock (_gate)
        {
            return new BoardSnapshot(_sequence.Freeze(), _rewrites);
        }
    }

    /// <summary>MSG: puts a message at the end.</summary>
    public Answer Post(string user, byte[] text, Timestamp now)
    {
        var message = new Message(++_lastId, user, text, now, edited: false);
        int number;
        lock (_gate)
        {
            _sequence.Append(message);
            number = _sequence.Count;
        }

        _cache.AddOrUpdate(message);
        return new Answer(AnswerKind.Posted, number, now, message);
    }

    /// <summary>DLT: takes a message of one's own away; every later one moves up.</summary>
    public Answer Delete(string user, long number, TimestampReading time, Timestamp now)
    {
        if (Refusal(user, number, time, AnswerKind.MayNotDelete, now, out var message) is { } refusal)
        {
            return refusal;
        }

        lock (_gate)
        {
            _sequence.RemoveAt((int)number - 1);
            _rewrites++;
        }

        _cache.Remove(message);
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
        lock (_gate)
        {
            _sequence.Replace((int)number - 1, edited);
            _rewrites++;
        }

        _cache.AddOrUpdate(edited);
        return new Answer(AnswerKind.Edited, number, now, edited);
    }

    /// <summary>RDM: the messages later than a time, as they are now, in the order of their numbers.</summary>
    public Answer Read(Timestamp since) =>
        new(AnswerKind.Messages, Subject: new MessagesBody(FindFew(since) ?? Snapshot().LaterThan(since)));

    /// <summary>Tells subscribers what the rules did since the last call, as one change set.</summary>
    public void Publish() => _cache.Publish();

    public void Dispose() => _cache.Dispose();

    // A snapshot makes the next writers copy what they touch, which is more work than to look at a few messages at once.
    private (int Number, Message Message)[]? FindFew(Timestamp since)
    {
        var query = _sequence.LaterThan(since);
        List<(int Number, Message Message)> found = [];
        while (query.MoveNext())
        {
            if (found.Count == Few)
            {
                return null;
            }

            found.Add((query.Number, query.Current));
        }

        return [.. found];
    }

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
