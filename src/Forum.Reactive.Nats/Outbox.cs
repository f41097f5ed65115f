using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <summary>
/// What this node appended and what has not come out yet. What is durable is gathered into messages, of which a few are under way at a
/// time: so many share one when many come. A local entry waits for what its session has under way, and for nothing else.
/// </summary>
/// <remarks>For the loop.</remarks>
internal sealed class Outbox
{
    /// <summary>Most messages under way.</summary>
    public const int Window = 8;

    /// <summary>Length of a message from which on nothing is added to it.</summary>
    private const int FullMessage = 48 * 1024;

    /// <summary>Most bytes that wait to be sent; what comes beyond is refused.</summary>
    private const int MaxWaiting = 16 * 1024 * 1024;

    private readonly Queue<Slot> _underWay = new(); // The oldest first, as in the next
    private readonly Queue<Slot> _waiting = new();
    private readonly Stack<Slot> _free = new();
    private readonly Dictionary<long, Slot> _lastOf = []; // Where the last entry of a session is, if it did not come out
    private Slot? _filling; // The last of those that wait
    private Slot _now = new(); // What waits for nothing
    private long _lastNumber; // Of the last message that was sent
    private int _waitingBytes;
    private int _outstanding;

    /// <summary>The incarnation of the node; 0: it has none, and all is refused.</summary>
    public long Node { get; private set; }

    /// <summary>Whether nothing is sent any more for now: what is not under way is refused.</summary>
    public bool IsClosed { get; set; } = true;

    /// <summary>Whether nothing that was appended waits for its fate.</summary>
    public bool IsEmpty => _outstanding == 0 && _now.Count == 0;

    /// <summary>The oldest message under way.</summary>
    public Slot? Oldest => _underWay.TryPeek(out var oldest) ? oldest : null;

    /// <summary>What is under way.</summary>
    public IEnumerable<Slot> UnderWay => _underWay;

    /// <summary>Whether a message can be sent.</summary>
    public bool CanSend => !IsClosed && _waiting.Count > 0 && _underWay.Count < Window;

    /// <summary>The node is a member: it goes on behind its join.</summary>
    public void Open(long node)
    {
        (Node, _lastNumber, IsClosed) = (node, 1, false);
    }

    /// <summary>Takes entries, in their order.</summary>
    public void Add(ReadOnlySpan<Entry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            if (entry.Act.IsDurable && !IsClosed && _waitingBytes < MaxWaiting)
            {
                Gather(entry);
            }
            else
            {
                Follow(entry, refused: entry.Act.IsDurable);
            }
        }
    }

    /// <summary>Takes what waits for nothing; null: there is nothing. To be given back by <see cref="Release"/>.</summary>
    public Slot? TakeNow()
    {
        if (_now.Count == 0)
        {
            return null;
        }

        var now = _now;
        _now = Make();
        return now;
    }

    /// <summary>The next message to be sent.</summary>
    public Slot TakeNext(TimeSpan now)
    {
        var slot = _waiting.Dequeue();
        if (slot == _filling)
        {
            _filling = null;
        }

        _waitingBytes -= slot.Length;
        slot.Seal(EnvelopeKind.Entries, Node, ++_lastNumber, now);
        _underWay.Enqueue(slot);
        return slot;
    }

    /// <summary>A message of the node's own, besides its entries.</summary>
    public Slot Say(EnvelopeKind kind, ReadOnlySpan<byte> body, TimeSpan now)
    {
        var slot = Make();
        slot.Seal(kind, Node, ++_lastNumber, now, body);
        _underWay.Enqueue(slot);
        return slot;
    }

    /// <summary>The message of this number has come out. To be given back by <see cref="Release"/>.</summary>
    public Slot? Arrive(long number)
    {
        if (Oldest?.Number != number)
        {
            return null;
        }

        var slot = _underWay.Dequeue();
        Forget(slot);
        _outstanding -= slot.Count;
        return slot;
    }

    /// <summary>Refuses what is not under way; it comes out behind what is.</summary>
    public void RefuseWaiting()
    {
        Slot[] waiting = [.. _waiting];
        (_filling, _waitingBytes) = (null, 0);
        _waiting.Clear();
        foreach (var slot in waiting)
        {
            Forget(slot);
        }

        // Each session's last place is now under way, or nowhere.
        foreach (var slot in _underWay)
        {
            Remember(slot);
        }

        foreach (var slot in waiting)
        {
            Refuse(slot);
        }
    }

    /// <summary>Refuses all: nothing of this incarnation comes out any more.</summary>
    public void RefuseAll()
    {
        Slot[] all = [.. _underWay, .. _waiting];
        _underWay.Clear();
        _waiting.Clear();
        _lastOf.Clear();
        (_filling, _waitingBytes, Node, IsClosed) = (null, 0, 0, true);
        foreach (var slot in all)
        {
            Refuse(slot);
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void Release(Slot slot)
    {
        slot.Clear();
        if (_free.Count < Window)
        {
            _free.Push(slot);
        }
    }

    private void Gather(in Entry entry)
    {
        if (_filling is null || _filling.Length >= FullMessage)
        {
            _filling = Make();
            _waiting.Enqueue(_filling);
            _waitingBytes += _filling.Length;
        }

        var before = _filling.Length;
        _filling.Send(entry);
        _waitingBytes += _filling.Length - before;
        _lastOf[entry.Origin.Session] = _filling;
        _outstanding++;
    }

    private void Follow(in Entry entry, bool refused)
    {
        if (_lastOf.TryGetValue(entry.Origin.Session, out var last))
        {
            last.Add(entry, refused);
            _outstanding++;
        }
        else
        {
            _now.Add(entry, refused);
        }
    }

    private void Refuse(Slot slot)
    {
        _outstanding -= slot.Count;
        var entries = slot.Entries.Span;
        for (var i = 0; i < entries.Length; i++)
        {
            Follow(entries[i], slot.IsRefused(i) || entries[i].Act.IsDurable);
        }

        Release(slot);
    }

    private void Remember(Slot slot)
    {
        foreach (ref readonly var entry in slot.Entries.Span)
        {
            _lastOf[entry.Origin.Session] = slot;
        }
    }

    private void Forget(Slot slot)
    {
        foreach (ref readonly var entry in slot.Entries.Span)
        {
            if (_lastOf.TryGetValue(entry.Origin.Session, out var last) && last == slot)
            {
                _lastOf.Remove(entry.Origin.Session);
            }
        }
    }

    private Slot Make() => _free.TryPop(out var slot) ? slot : new Slot();
}
