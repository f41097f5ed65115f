using Forum.Reactive.Protocol;

namespace Forum.Simulation.Model;

/// <summary>
/// One connection as the checker sees it: the lines that the client sent, what the model says must come back, and how far that has
/// come. Whatever comes otherwise, too early or in another order is reported.
/// </summary>
internal sealed class Talk(
    int id,
    string who,
    string address,
    IReadOnlyDictionary<string, string> passwords,
    Action<string> report
)
{
    private readonly List<ExpectedReply> _replies = [];
    private readonly List<Feed> _feeds = [];
    private readonly List<ExpectedNotice> _notices = [];
    private readonly HashSet<long> _untold = []; // Offers that were cancelled before the client heard of them
    private Feed? _open; // As the model has it
    private Feed? _heard; // As the client has it
    private int _toldNotices;

    /// <summary>Its number, by which the client names it in its first line.</summary>
    public int Id => id;

    /// <summary>Whose it is.</summary>
    public string Who => who;

    public string Address => address;

    /// <summary>What the client sent, and when: in ticks of the world, and by the log's clock at the earliest.</summary>
    public List<SentLine> Lines { get; } = [];

    /// <summary>The model's reading of them.</summary>
    public Dialogue Dialogue { get; } = new(address, passwords);

    /// <summary>The incarnation of the server.</summary>
    public long Node { get; set; }

    /// <summary>When the last line was sent that came to the log.</summary>
    public long LastArrived { get; set; }

    /// <summary>Replies that came, the greeting included.</summary>
    public int Received { get; private set; }

    /// <summary>Whether the model has said the last words.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether the client knows that it is over.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether every line that was sent has its answer, and every event was heard.</summary>
    public string? Unfinished =>
        Received < _replies.Count ? $"the reply {_replies[Received].Text[^1]} has not come"
        : Received < Lines.Count + 1 ? $"{Lines[Received - 1].Text} has no answer"
        : _heard is { } feed && feed.Heard < feed.Events.Count ? $"{feed.Events[feed.Heard].Event} was not told"
        : FirstUntold() is { } notice ? $"{notice} was not told"
        : null;

    /// <summary>The model says what comes next.</summary>
    public void Expect(params string[] lines)
    {
        if (IsClosed)
        {
            return;
        }

        _replies.Add(new ExpectedReply(lines));
        IsClosed =
            lines[^1].StartsWith("221", StringComparison.Ordinal)
            || lines[^1].StartsWith("421", StringComparison.Ordinal);
    }

    /// <summary>Nothing comes any more, without a word.</summary>
    public void Close() => IsClosed = true;

    public void Follow()
    {
        if (!IsClosed && _open is null)
        {
            _open = new Feed(_replies.Count);
            _feeds.Add(_open);
        }
    }

    public void Unfollow() => _open = null;

    /// <summary>Something happened that followers are told.</summary>
    public void Tell(ForumEvent what)
    {
        if (!IsClosed)
        {
            _open?.Events.Add(new ExpectedNotice(what, _replies.Count));
        }
    }

    /// <summary>This client alone is told something.</summary>
    public void Notify(ForumEvent what)
    {
        if (!IsClosed)
        {
            _notices.Add(new ExpectedNotice(what, _replies.Count));
        }
    }

    /// <summary>The client was greeted, which is its first reply.</summary>
    public void Greeted() => Received = 1;

    /// <summary>The client got a reply.</summary>
    public void Hear(Reply reply)
    {
        if (Node == 0 && reply.Code == 421)
        {
            IsClosed = true; // It was told to go before the server took its first line.
            return;
        }

        var place = Received++;
        if (place >= _replies.Count)
        {
            report($"{who} is told {reply.Code} {reply.Text}, which nobody asked for");
            return;
        }

        string[] got =
        [
            .. reply.Lines.Select((line, at) => $"{reply.Code}{(at < reply.Lines.Count - 1 ? '-' : ' ')}{line}"),
        ];
        if (!_replies[place].IsMetBy(got))
        {
            report(
                $"{who} is told {string.Join(" | ", got)} where {string.Join(" | ", _replies[place].Text)} is right"
            );
        }

        if (_feeds.Find(feed => feed.Reply == place) is { } begun)
        {
            _heard = begun;
        }
        else if (got[^1] == "200 Unsubscribed")
        {
            _heard = null;
        }
    }

    /// <summary>The client heard an event.</summary>
    public void Hear(ForumEvent what)
    {
        if (what is OfferPaths)
        {
            return; // Newer addresses take the place of those that wait.
        }

        if (what is FileOffered or OfferAccepted or OfferDeclined or OfferCancelled)
        {
            HearNotice(what);
        }
        else if (_heard is not { } feed)
        {
            report($"{who} hears {what} without following");
        }
        else if (what is EventsLagged lagged)
        {
            feed.Heard += (int)lagged.Count;
        }
        else if (feed.Heard >= feed.Events.Count)
        {
            report($"{who} hears {what}, which did not happen");
        }
        else
        {
            Check(what, feed.Events[feed.Heard++]);
        }
    }

    private void HearNotice(ForumEvent what)
    {
        if (NextNotice() is not { } next)
        {
            report($"{who} hears {what}, which did not happen");
            return;
        }

        while (_notices[_toldNotices].Event != what && next is FileOffered offer && IsCancelled(offer.OfferId))
        {
            _untold.Add(offer.OfferId);
            if (NextNotice() is not { } other)
            {
                report($"{who} hears {what}, which did not happen");
                return;
            }

            next = other;
        }

        Check(what, _notices[_toldNotices++]);
    }

    /// <summary>The next one that must be told.</summary>
    private ForumEvent? NextNotice()
    {
        while (_toldNotices < _notices.Count)
        {
            var next = _notices[_toldNotices].Event;
            var isUntold =
                (next is FileOffered offer && _untold.Contains(offer.OfferId))
                || (next is OfferCancelled cancelled && _untold.Contains(cancelled.OfferId));
            if (!isUntold)
            {
                return next;
            }

            _toldNotices++;
        }

        return null;
    }

    /// <summary>What is left to be told, but for offers that were cancelled before: of these nothing need be told.</summary>
    private ForumEvent? FirstUntold()
    {
        List<ForumEvent> rest = [.. _notices.Skip(_toldNotices).Select(notice => notice.Event)];
        var cancelled = rest.OfType<OfferCancelled>().Select(each => each.OfferId).ToHashSet();
        var untold = rest.OfType<FileOffered>().Select(each => each.OfferId).Where(cancelled.Contains).ToHashSet();
        untold.UnionWith(_untold);
        return rest.Find(each =>
            !(each is FileOffered offer && untold.Contains(offer.OfferId))
            && !(each is OfferCancelled end && untold.Contains(end.OfferId))
        );
    }

    private bool IsCancelled(long offer) =>
        _notices.Skip(_toldNotices).Any(later => later.Event is OfferCancelled cancelled && cancelled.OfferId == offer);

    private void Check(ForumEvent got, ExpectedNotice expected)
    {
        if (got != expected.Event)
        {
            report($"{who} hears {got} where {expected.Event} is right");
        }
        else if (Received < expected.Replies)
        {
            report($"{who} hears {got} before the answers that were first");
        }
    }

    private sealed record ExpectedReply(string[] Text)
    {
        // A * stands for words that nobody relies on.
        public bool IsMetBy(string[] got) =>
            Text[0].EndsWith('*')
                ? got[^1].StartsWith(Text[0][..^1], StringComparison.Ordinal)
                : Text.SequenceEqual(got, StringComparer.Ordinal);
    }

    private sealed record ExpectedNotice(ForumEvent Event, int Replies);

    private sealed record Feed(int Reply)
    {
        public List<ExpectedNotice> Events { get; } = [];

        public int Heard { get; set; }
    }
}

/// <summary>A line that a client sent.</summary>
/// <param name="Text">The line.</param>
/// <param name="SentAt">Ticks of the world.</param>
/// <param name="LogTime">What the log's clock showed at least.</param>
internal readonly record struct SentLine(string Text, long SentAt, DateTimeOffset LogTime);
