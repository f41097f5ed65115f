using System.Buffers;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary>
/// The live feed: each event is written once, into a ring that all subscribers read at their own pace. Tells them at once when
/// it was quiet, and at most every <paramref name="pace"/> when it is busy, so that each is sent many events at a time.
/// </summary>
/// <param name="writer">For this view alone.</param>
/// <param name="scheduler">Where subscribers are told.</param>
/// <param name="pace">Least time between two tellings.</param>
/// <param name="ring">The events.</param>
/// <remarks><see cref="Write"/> and <see cref="Signal"/> are for the log's thread.</remarks>
internal sealed class LiveFeed(AnswerWriter writer, IScheduler scheduler, TimeSpan pace, EventRing ring)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, Action> _subscribers = []; // Protected by the gate
    private readonly ArrayBufferWriter<byte> _lines = new(EventRing.BlockSize);
    private Action[] _told = [];
    private int _count;
    private int _scheduled; // 1 while a telling is under way or awaited
    private volatile bool _news;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>How many are told.</summary>
    public int SubscriberCount
    {
        get
        {
            lock (_gate)
            {
                return _subscribers.Count;
            }
        }
    }

    /// <summary>A reader of what comes from now on, who is told by <paramref name="tell"/>.</summary>
    public FeedCursor Subscribe(object subscriber, Action tell)
    {
        Commit();
        lock (_gate)
        {
            _subscribers[subscriber] = tell;
        }

        return ring.NewCursor();
    }

    /// <summary>A subscriber is told no more.</summary>
    public void Unsubscribe(object subscriber)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscriber);
        }
    }

    /// <summary>Takes what came of a command, if it is news.</summary>
    public void Write(in Answer answer)
    {
        if (!ring.HasReaders || !TryWrite(answer))
        {
            return;
        }

        _count++;
        if (_lines.WrittenCount + LineFramer.MaxAnswerLength > EventRing.BlockSize)
        {
            Commit();
        }
    }

    /// <summary>A batch is over: subscribers are told if there was news.</summary>
    public void Signal()
    {
        Commit();
        if (_news && Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            ScheduleTelling();
        }
    }

    private bool TryWrite(in Answer answer)
    {
        writer.To(_lines);
        switch (answer.Kind)
        {
            case AnswerKind.Posted when answer.Subject is Message message:
                writer.WriteMessage("* POSTED #"u8, answer.Number, message.Time, message.User, message.Utf8);
                return true;
            case AnswerKind.Edited when answer.Subject is Message message:
                writer.WriteMessage("* EDITED #"u8, answer.Number, message.Time, message.User, message.Utf8);
                return true;
            case AnswerKind.Deleted when answer.Subject is Message message:
                writer.WriteDeleted(answer.Number, answer.Time, message.User);
                return true;
            case AnswerKind.Welcome when answer.Subject is string user:
                writer.WriteEvent(new UserJoined(user));
                return true;
            case AnswerKind.Bye or AnswerKind.Left when answer.Subject is string user:
                writer.WriteEvent(new UserLeft(user));
                return true;
            default:
                return false;
        }
    }

    private void Commit()
    {
        if (_count > 0)
        {
            ring.Add(_lines.WrittenSpan, _count);
            _lines.ResetWrittenCount();
            _count = 0;
            _news = true;
        }
    }

    private void ScheduleTelling()
    {
        var now = scheduler.Now;
        var due = now - _last >= pace ? now : _last + pace;
        scheduler.Schedule(
            this,
            due,
            static (_, feed) =>
            {
                feed.Tell();
                return Disposable.Empty;
            }
        );
    }

    private void Tell()
    {
        _news = false;
        _last = scheduler.Now;
        foreach (var tell in Subscribers())
        {
            tell();
        }

        Interlocked.Exchange(ref _scheduled, 0); // A full fence: what is news is looked at after it
        if (_news && Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            ScheduleTelling();
        }
    }

    private ReadOnlySpan<Action> Subscribers()
    {
        lock (_gate)
        {
            var count = _subscribers.Count;
            if (_told.Length < count)
            {
                _told = new Action[count * 2];
            }

            _subscribers.Values.CopyTo(_told, 0);
            Array.Clear(_told, count, _told.Length - count);
            return _told.AsSpan(0, count);
        }
    }
}
