using Forum.Reactive.Log;

namespace Forum.Reactive.Forum;

/// <content>The whole state as bytes, and back.</content>
internal sealed partial class ForumState
{
    public StateSnapshot Capture()
    {
        var frozen = Freeze();
        return new StateSnapshot(frozen.Position, frozen.Time, frozen.Hash, frozen.Slices());
    }

    public void Restore(StateSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var frozen = FrozenForum.Read(snapshot.Slices);
        (Position, Time, Hash, Rules) = (frozen.Position, frozen.Time, frozen.Hash, frozen.Rules);
        Readable = new ReadableClock(frozen.Clock);
        Guard.Limits = LimitsOf(Rules);
        _nodes.Clear();
        foreach ((var node, var lastHeard) in frozen.Nodes)
        {
            _nodes.Add(node, lastHeard);
        }

        Board.Restore(frozen.Board);
        Users.Restore(frozen.Users);
        Guard.Restore(frozen.Guard);
        Offers.Restore(frozen.Offers);
    }

    private FrozenForum Freeze() =>
        new(
            Position,
            Time,
            Hash,
            Rules,
            Readable.Freeze(),
            [.. _nodes.Select(node => (node.Key, node.Value))],
            Users.FreezeAll(),
            Guard.Freeze(),
            Offers.Freeze(),
            Board.FreezeAll()
        );
}
