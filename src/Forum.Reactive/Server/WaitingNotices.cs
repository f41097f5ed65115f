using System.Diagnostics.CodeAnalysis;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>
/// What one client is to be told and has no room for yet, oldest first. An offer that is cancelled before its receiver heard of it is
/// not told at all, and of the addresses of an offer only the newest are: so what waits is bounded by what is on offer, however often
/// others change their minds.
/// </summary>
internal sealed class WaitingNotices
{
    private readonly LinkedList<ForumEvent> _events = new();
    private readonly Dictionary<long, LinkedListNode<ForumEvent>> _offers = [];
    private readonly Dictionary<long, LinkedListNode<ForumEvent>> _paths = [];

    /// <summary>How many wait.</summary>
    public int Count => _events.Count;

    /// <summary>Adds one behind the others.</summary>
    public void Add(ForumEvent what)
    {
        switch (what)
        {
            case OfferPaths paths when _paths.TryGetValue(paths.OfferId, out var older):
                older.Value = paths;
                break;
            case OfferPaths paths:
                _paths[paths.OfferId] = _events.AddLast(what);
                break;
            case FileOffered offered:
                _offers[offered.OfferId] = _events.AddLast(what);
                break;
            case OfferCancelled cancelled when _offers.Remove(cancelled.OfferId, out var untold):
                _events.Remove(untold);
                ForgetPaths(cancelled.OfferId);
                break;
            default:
                _events.AddLast(what);
                break;
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
        else if (what is OfferPaths paths)
        {
            _paths.Remove(paths.OfferId);
        }

        return true;
    }

    private void ForgetPaths(long offerId)
    {
        if (_paths.Remove(offerId, out var paths))
        {
            _events.Remove(paths);
        }
    }
}
