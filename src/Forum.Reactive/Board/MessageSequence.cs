using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>
/// The messages in the order of their numbers: a counted B-tree, appended to at its end only, that knows the latest time in
/// each part. Finding a number, the number of a message, and the messages later than a time cost O(log n) each. A snapshot
/// costs nothing: what is replaced or removed after it is copied on its way down (path copying, as in persistent trees:
/// Driscoll, Sarnak, Sleator and Tarjan, 1989), and what is appended lies behind what it looks at. One thread writes; its
/// snapshots can be read by any.
/// </summary>
internal sealed class MessageSequence
{
    private long _epoch;
    private long _lastRemoval; // The epoch of the last removal: older nodes may lie inside a snapshot, not at its end
    private bool _isShared; // A snapshot was taken in this epoch
    private SequenceNode? _root;
    private int _height; // Branches above each leaf: the same everywhere

    public int Count => _root?.Count ?? 0;

    /// <summary>What is here now, for ever.</summary>
    public FrozenSequence Freeze()
    {
        _isShared = true;
        return new FrozenSequence(_root, Count);
    }

    public void Append(Message message)
    {
        if (_root is null)
        {
            (_root, _height) = (NewPath(0, message), 0);
        }
        else if (!TryAppend(ref _root, _height, message))
        {
            var root = new SequenceBranch(_epoch);
            root.Append(_root);
            root.Append(NewPath(_height++, message));
            _root = root;
        }
    }

    /// <summary>The message at <paramref name="index"/>, from 0; null beyond the end.</summary>
    public Message? At(long index) => new FrozenSequence(_root, Count).At(index);

    /// <summary>Where the message with <paramref name="id"/> stands, from 0; -1 when it is not here.</summary>
    public int IndexOf(long id) => new FrozenSequence(_root, Count).IndexOf(id);

    public void Replace(int index, Message message)
    {
        LeaveSharedEpoch();
        Replace(ref _root!, index, message);
    }

    public void RemoveAt(int index)
    {
        LeaveSharedEpoch();
        _lastRemoval = _epoch;
        RemoveAt(ref _root!, index);
        while (_root is SequenceBranch { Width: 1 } branch)
        {
            (_root, _height) = (branch[0], _height - 1);
        }

        if (_root.Count == 0)
        {
            _root = null;
        }
    }

    private void LeaveSharedEpoch()
    {
        if (_isShared)
        {
            _isShared = false;
            _epoch++;
        }
    }

    /// <summary>A node that may be appended to: one that was the last in every snapshot that has it, or a copy.</summary>
    private SequenceNode ForAppending(SequenceNode node) => node.Epoch >= _lastRemoval ? node : node.OwnedBy(_epoch);

    private SequenceNode NewPath(int height, Message message)
    {
        if (height > 0)
        {
            var branch = new SequenceBranch(_epoch);
            branch.Append(NewPath(height - 1, message));
            return branch;
        }

        var leaf = new SequenceLeaf(_epoch);
        leaf.Append(message);
        return leaf;
    }

    /// <returns>False when there is no room at the end of <paramref name="node"/>.</returns>
    private bool TryAppend(ref SequenceNode node, int height, Message message)
    {
        if (node is SequenceLeaf leaf)
        {
            if (leaf.IsFull)
            {
                return false;
            }

            node = leaf = (SequenceLeaf)ForAppending(leaf);
            leaf.Append(message);
            return true;
        }

        var branch = (SequenceBranch)node;
        var last = branch[branch.Width - 1];
        if (TryAppend(ref last, height - 1, message))
        {
            node = branch = (SequenceBranch)ForAppending(branch);
            branch.SetLast(last);
            return true;
        }

        if (branch.IsFull)
        {
            return false;
        }

        node = branch = (SequenceBranch)ForAppending(branch);
        branch.Append(NewPath(height - 1, message));
        return true;
    }

    private void Replace(ref SequenceNode node, int index, Message message)
    {
        node = node.OwnedBy(_epoch);
        if (node is SequenceLeaf leaf)
        {
            leaf.Replace(index, message);
            return;
        }

        var branch = (SequenceBranch)node;
        var slot = branch.SlotAt(ref index);
        var child = branch[slot];
        Replace(ref child, index, message);
        branch.Set(slot, child);
    }

    private void RemoveAt(ref SequenceNode node, int index)
    {
        node = node.OwnedBy(_epoch);
        if (node is SequenceLeaf leaf)
        {
            leaf.RemoveAt(index);
            return;
        }

        var branch = (SequenceBranch)node;
        var slot = branch.SlotAt(ref index);
        var child = branch[slot];
        RemoveAt(ref child, index);
        branch.Set(slot, child);
        MergeAround(branch, Math.Min(slot, branch.Width - 1));
    }

    /// <summary>Joins a child that lost most of its content with a neighbour that has room, so that the tree stays dense.</summary>
    private void MergeAround(SequenceBranch branch, int slot)
    {
        if (branch.Width < 2 || !IsSparse(branch[slot]))
        {
            return;
        }

        var left = Math.Max(0, slot - 1);
        switch (branch[left], branch[left + 1])
        {
            case (SequenceLeaf a, SequenceLeaf b) when a.Width + b.Width <= SequenceLeaf.Capacity * 3 / 4:
                var leaf = (SequenceLeaf)a.OwnedBy(_epoch);
                leaf.Absorb(b);
                Join(branch, left, leaf);
                break;
            case (SequenceBranch a, SequenceBranch b) when a.Width + b.Width <= SequenceBranch.Capacity * 3 / 4:
                var joined = (SequenceBranch)a.OwnedBy(_epoch);
                joined.Absorb(b);
                Join(branch, left, joined);
                break;
        }
    }

    private static void Join(SequenceBranch branch, int left, SequenceNode joined)
    {
        branch.RemoveSlot(left + 1);
        branch.Set(left, joined);
    }

    private static bool IsSparse(SequenceNode node) =>
        node.Width <= (node is SequenceLeaf ? SequenceLeaf.Capacity : SequenceBranch.Capacity) / 4;
}
