using System.Diagnostics.CodeAnalysis;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>
/// What one client is to be told and has no room for yet, oldest first. An offer that is cancelled before its receiver heard of it is
/// not told at all: so what waits is bounded by what is on offer, however often others change their minds.
/// </summary>
internal sealed class WaitingNotices
{
    private readonly LinkedList<ForumEvent> _events = new();
    private readonly Dictionary<long, LinkedListNode<ForumEvent>> _offers = [];

    /// <summary>How many wait.</summary>
    public int Count => _events.Count;

    /// <summary>Adds one behind the others.</summary>
    public void Add(ForumEvent what)
    {
        if (what is OfferCancelled cancelled && _offers.Remove(cancelled.OfferId, out var untold))
        {
            _events.Remove(untold);
            return;
        }

        var place = _events.AddLast(what);
        if (what is FileOffered offered)
        {
            _offers[offered.OfferId] = place;
        }
    }

    /// <summary>Takes the oldest.</summary>
    public bool TryTake([NotNullWhen(true)] out ForumEvent? what)
    {
        what = _events.First?.Value;
        if (what is null)
        {
            return false;
        }

        _events.RemoveFirst();
        if (what is FileOffered offered)
        {
            _offers.Remove(offered.OfferId);
        }

        return true;
    }
}
