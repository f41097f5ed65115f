using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>
/// A node of <see cref="MessageSequence"/>. It may be changed only by the edit epoch that made it; a later one copies it
/// first, so that snapshots taken meanwhile keep what they saw. Appending is the exception: it happens in place, since a
/// snapshot knows how many messages it has and looks at none behind them.
/// </summary>
/// <remarks>One thread writes, any may read: what is new in a slot is written before the width that shows it.</remarks>
internal abstract class SequenceNode(long epoch)
{
    private int _width;

    /// <summary>The epoch that may change this node.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>How many slots are in use.</summary>
    public int Width
    {
        get => Volatile.Read(ref _width);
        protected set => Volatile.Write(ref _width, value);
    }

    /// <summary>Messages below.</summary>
    public int Count { get; protected set; }

    /// <summary>The latest time of any message below.</summary>
    public Timestamp Latest { get; protected set; }

    /// <summary>A bound: no message below has a lower id, and none before this node has this or a higher one.</summary>
    public long FirstId { get; protected set; }

    /// <summary>This node if <paramref name="epoch"/> may change it, or a copy that it may.</summary>
    public abstract SequenceNode OwnedBy(long epoch);
}

/// <summary>Up to 64 messages in the order of their ids.</summary>
internal sealed class SequenceLeaf(long epoch) : SequenceNode(epoch)
{
    public const int Capacity = 64;

    private readonly Message[] _messages = new Message[Capacity];

    public bool IsFull => Width == Capacity;

    public ReadOnlySpan<Message> Messages => _messages.AsSpan(0, Width);

    public override SequenceNode OwnedBy(long epoch)
    {
        if (Epoch == epoch)
        {
            return this;
        }

        var copy = new SequenceLeaf(epoch)
        {
            Width = Width,
            Count = Count,
            Latest = Latest,
            FirstId = FirstId,
        };
        Messages.CopyTo(copy._messages);
        return copy;
    }

    public void Append(Message message)
    {
        if (Width == 0)
        {
            FirstId = message.Id;
        }

        _messages[Width] = message;
        Latest = Later(Latest, message.Time);
        Count = ++Width;
    }

    public void Replace(int index, Message message)
    {
        _messages[index] = message;
        Latest = Later(Latest, message.Time);
    }

    public Message RemoveAt(int index)
    {
        var removed = _messages[index];
        Messages[(index + 1)..].CopyTo(_messages.AsSpan(index));
        Count = --Width;
        _messages[Width] = null!;
        if (removed.Time == Latest)
        {
            Latest = FindLatest();
        }

        return removed;
    }

    /// <summary>Takes over what <paramref name="next"/>, the neighbour behind, holds.</summary>
    public void Absorb(SequenceLeaf next)
    {
        next.Messages.CopyTo(_messages.AsSpan(Width));
        Count = Width += next.Width;
        Latest = Later(Latest, next.Latest);
    }

    private static Timestamp Later(Timestamp a, Timestamp b) => a > b ? a : b;

    private Timestamp FindLatest()
    {
        Timestamp latest = default;
        foreach (var message in Messages)
        {
            if (message.Time == Latest)
            {
                return Latest; // It had company in its second, as busy seconds do.
            }

            latest = Later(latest, message.Time);
        }

        return latest;
    }
}

/// <summary>Up to 32 nodes in order, with what a search wants to know of each beside them.</summary>
internal sealed class SequenceBranch(long epoch) : SequenceNode(epoch)
{
    public const int Capacity = 32;

    private readonly SequenceNode[] _children = new SequenceNode[Capacity];
    private readonly int[] _counts = new int[Capacity];
    private readonly Timestamp[] _latest = new Timestamp[Capacity];

    public bool IsFull => Width == Capacity;

    public SequenceNode this[int slot] => _children[slot];

    public override SequenceNode OwnedBy(long epoch)
    {
        if (Epoch == epoch)
        {
            return this;
        }

        var copy = new SequenceBranch(epoch)
        {
            Width = Width,
            Count = Count,
            Latest = Latest,
            FirstId = FirstId,
        };
        _children.AsSpan(0, Width).CopyTo(copy._children);
        _counts.AsSpan(0, Width).CopyTo(copy._counts);
        _latest.AsSpan(0, Width).CopyTo(copy._latest);
        return copy;
    }

    public int CountOf(int slot) => _counts[slot];

    public Timestamp LatestOf(int slot) => _latest[slot];

    /// <summary>The child that holds the message at <paramref name="index"/>, which becomes the index within it.</summary>
    public int SlotAt(ref int index)
    {
        var slot = 0;
        while (index >= _counts[slot])
        {
            index -= _counts[slot++];
        }

        return slot;
    }

    /// <summary>The child that may hold <paramref name="id"/>.</summary>
    /// <param name="id">A message's id.</param>
    /// <param name="before">Messages in the children before it.</param>
    public int SlotOf(long id, out int before)
    {
        var slot = 0;
        before = 0;
        while (slot + 1 < Width && _children[slot + 1].FirstId <= id)
        {
            before += _counts[slot++];
        }

        return slot;
    }

    public void Append(SequenceNode child)
    {
        if (Width == 0)
        {
            FirstId = child.FirstId;
        }

        Put(Width, child);
        Width++;
    }

    /// <summary>Puts a changed child back, or drops it when nothing is left of it.</summary>
    public void Set(int slot, SequenceNode child)
    {
        if (child.Count == 0)
        {
            RemoveSlot(slot);
        }
        else
        {
            Put(slot, child);
        }

        Timestamp latest = default;
        foreach (var time in _latest.AsSpan(0, Width))
        {
            latest = time > latest ? time : latest;
        }

        Latest = latest;
    }

    /// <summary>Puts the last child back, to which something was appended.</summary>
    public void SetLast(SequenceNode child)
    {
        Put(Width - 1, child);
    }

    /// <summary>Takes over what <paramref name="next"/>, the neighbour behind, holds.</summary>
    public void Absorb(SequenceBranch next)
    {
        for (var slot = 0; slot < next.Width; slot++)
        {
            Append(next[slot]);
        }
    }

    private void Put(int slot, SequenceNode child)
    {
        Count += child.Count - _counts[slot];
        _children[slot] = child;
        _counts[slot] = child.Count;
        _latest[slot] = child.Latest;
        Latest = child.Latest > Latest ? child.Latest : Latest;
    }

    /// <summary>Drops a child whose messages went elsewhere, or are gone.</summary>
    public void RemoveSlot(int slot)
    {
        Count -= _counts[slot];
        Width--;
        _children.AsSpan(slot + 1, Width - slot).CopyTo(_children.AsSpan(slot));
        _counts.AsSpan(slot + 1, Width - slot).CopyTo(_counts.AsSpan(slot));
        _latest.AsSpan(slot + 1, Width - slot).CopyTo(_latest.AsSpan(slot));
        _children[Width] = null!;
        _counts[Width] = 0;
        _latest[Width] = default;
    }
}
