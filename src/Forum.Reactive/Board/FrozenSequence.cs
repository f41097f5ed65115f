namespace Forum.Reactive.Board;

/// <summary>
/// The messages of one moment in the order of their numbers: a root of <see cref="MessageSequence"/>, and how much of what lies
/// below it belongs to that moment. Any thread may read it.
/// </summary>
internal readonly struct FrozenSequence(SequenceNode? root, int count)
{
    public SequenceNode? Root { get; } = root;

    public int Count { get; } = count;

    /// <summary>The message at <paramref name="index"/>, from 0; null beyond the end.</summary>
    public Message? At(long index)
    {
        if (index < 0 || index >= Count)
        {
            return null;
        }

        var node = Root;
        var rest = (int)index;
        while (node is SequenceBranch branch)
        {
            node = branch[branch.SlotAt(ref rest)];
        }

        return ((SequenceLeaf)node!).Messages[rest];
    }

    /// <summary>Where the message with <paramref name="id"/> stands, from 0; -1 when it is not here.</summary>
    public int IndexOf(long id)
    {
        var node = Root;
        var index = 0;
        while (node is SequenceBranch branch)
        {
            node = branch[branch.SlotOf(id, out var before)];
            index += before;
        }

        var messages = node is SequenceLeaf leaf ? leaf.Messages : [];
        for (var i = 0; i < messages.Length && index + i < Count; i++)
        {
            if (messages[i].Id == id)
            {
                return index + i;
            }
        }

        return -1;
    }
}
