using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>
/// Walks a frozen <see cref="MessageSequence"/> in the order of numbers, past every part in which nothing is later than a time.
/// </summary>
internal struct MessageQuery(FrozenSequence sequence, Timestamp laterThan, bool everything = false)
{
    private readonly List<(SequenceBranch Branch, int Slot)> _path = [];
    private readonly int _end = sequence.Count; // What was appended later lies behind it
    private SequenceNode? _next = sequence.Root;
    private SequenceLeaf? _leaf;
    private int _index;

    /// <summary>The message found.</summary>
    public Message Current { get; private set; } = null!;

    /// <summary>Its number, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Begins with the message at <paramref name="index"/>, counted from 0.</summary>
    public static MessageQuery From(FrozenSequence sequence, int index)
    {
        var query = new MessageQuery(sequence, default, everything: true) { Number = index, _next = null };
        var node = index < sequence.Count ? sequence.Root : null;
        while (node is SequenceBranch branch)
        {
            var slot = branch.SlotAt(ref index);
            query._path.Add((branch, slot));
            node = branch[slot];
        }

        (query._leaf, query._index) = (node as SequenceLeaf, index);
        return query;
    }

    /// <summary>Finds the next message.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (_leaf is not null && MoveInLeaf(_leaf))
            {
                return true;
            }

            if (!MoveToLeaf())
            {
                return false;
            }
        }
    }

    private bool MoveInLeaf(SequenceLeaf leaf)
    {
        var messages = leaf.Messages;
        while (_index < messages.Length && Number < _end)
        {
            var message = messages[_index++];
            Number++;
            if (everything || message.Time > laterThan)
            {
                Current = message;
                return true;
            }
        }

        _leaf = null;
        return false;
    }

    private bool MoveToLeaf()
    {
        while (Descend() is { } node)
        {
            if (!everything && node.Latest <= laterThan)
            {
                Number += node.Count;
            }
            else if (node is SequenceLeaf leaf)
            {
                (_leaf, _index) = (leaf, 0);
                return true;
            }
            else
            {
                _path.Add(((SequenceBranch)node, -1));
            }
        }

        return false;
    }

    /// <summary>The next node that was not looked at.</summary>
    private SequenceNode? Descend()
    {
        if (_next is { } root)
        {
            _next = null;
            return root;
        }

        while (Number < _end && _path is [.., var (branch, slot)])
        {
            slot = Skip(branch, slot + 1);
            _path[^1] = (branch, slot);
            if (slot < branch.Width && Number < _end)
            {
                return branch[slot];
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return null;
    }

    /// <summary>The first slot from <paramref name="slot"/> on with something later, told without touching the others' memory.</summary>
    private int Skip(SequenceBranch branch, int slot)
    {
        while (!everything && Number < _end && slot < branch.Width && branch.LatestOf(slot) <= laterThan)
        {
            Number += branch.CountOf(slot++);
        }

        return slot;
    }
}
