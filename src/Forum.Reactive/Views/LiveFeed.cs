using System.Buffers;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Forum.Reactive.Board;
using Forum.Reactive.Forum;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary>Somebody to whom the live feed is sent.</summary>
internal interface IFeedReader
{
    /// <summary>There is something to read.</summary>
    void Flush();
}

/// <summary>
/// The live feed: each event is written once, into a ring that all subscribers read at their own pace. Tells them at once when
/// it was quiet, and at most every pace when it is busy, so that each is sent many events at a time.
/// </summary>
/// <remarks>For the loop.</remarks>
internal sealed class LiveFeed : IDisposable
{
    private readonly AnswerWriter _writer;
    private readonly EventRing _ring;
    private readonly HashSet<IFeedReader> _readers = [];
    private readonly Subject<Unit> _news = new();
    private readonly IDisposable _telling;
    private readonly ArrayBufferWriter<byte> _lines = new(EventRing.BlockSize);
    private int _count; // Events in the lines
    private bool _hasNews; // In the ring, of which nobody was told

    /// <summary>Makes a feed that nobody reads yet.</summary>
    /// <param name="writer">Writes the events.</param>
    /// <param name="scheduler">The loop: where readers are told.</param>
    /// <param name="pace">Least time between two tellings.</param>
    /// <param name="ring">Keeps the events.</param>
    public LiveFeed(AnswerWriter writer, IScheduler scheduler, TimeSpan pace, EventRing ring)
    {
        (_writer, _ring) = (writer, ring);
        _telling = _news.Conflate(pace, scheduler).Subscribe(_ => Tell());
    }

    /// <summary>How many are told.</summary>
    public int SubscriberCount => _readers.Count;

    /// <summary>A cursor on what comes from now on, for <paramref name="reader"/>, who is told of it.</summary>
    public FeedCursor Subscribe(IFeedReader reader)
    {
        Commit();
        _readers.Add(reader);
        return _ring.NewCursor();
    }

    /// <summary>A reader is told no more.</summary>
    public void Unsubscribe(IFeedReader reader) => _readers.Remove(reader);

    /// <summary>Takes what happened, if it is news.</summary>
    public void Write(in Outcome outcome)
    {
        if (!_ring.HasReaders || !TryWrite(outcome))
        {
            return;
        }

        _count++;
        if (_lines.WrittenCount + LineFramer.MaxAnswerLength > EventRing.BlockSize)
        {
            Commit();
        }
    }

    /// <summary>A batch is over: readers are told if there was news.</summary>
    public void Signal()
    {
        Commit();
        if (_hasNews)
        {
            _hasNews = false;
            _news.OnNext(Unit.Default);
        }
    }

    public void Dispose() => _telling.Dispose();

    private bool TryWrite(in Outcome outcome)
    {
        _writer.To(_lines);
        switch (outcome.Kind)
        {
            case OutcomeKind.Posted:
                WriteMessage("* POSTED #"u8, outcome.Number, outcome.Message!);
                return true;
            case OutcomeKind.Edited:
                WriteMessage("* EDITED #"u8, outcome.Number, outcome.Message!);
                return true;
            case OutcomeKind.Deleted:
                _writer.WriteDeleted(outcome.Number, outcome.Answer.Time, outcome.Message!.User);
                return true;
            case OutcomeKind.Joined:
                _writer.WriteEvent(new UserJoined(outcome.User!));
                return true;
            case OutcomeKind.Left:
                _writer.WriteEvent(new UserLeft(outcome.User!));
                return true;
            default:
                return false;
        }
    }

    private void WriteMessage(ReadOnlySpan<byte> word, long number, Message message) =>
        _writer.WriteMessage(word, number, message.Time, message.User, message.Utf8);

    private void Commit()
    {
        if (_count > 0)
        {
            _ring.Add(_lines.WrittenSpan, _count);
            _lines.ResetWrittenCount();
            _count = 0;
            _hasNews = true;
        }
    }

    private void Tell()
    {
        foreach (var reader in _readers.ToArray()) // One whose connection is lost leaves meanwhile.
        {
            reader.Flush();
        }
    }
}
