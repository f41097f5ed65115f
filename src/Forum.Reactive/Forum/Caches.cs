using Forum.Reactive.Log;

namespace Forum.Reactive.Forum;

/// <summary>The caches of the forum.</summary>
[Flags]
internal enum Caches : byte
{
    None = 0,
    Board = 1,
    Users = 2,
    Guard = 4,
    Offers = 8,
}

internal sealed partial class ForumState
{
    /// <summary>The caches that a batch can touch: of one that was refused, its local entries only.</summary>
    private static Caches CachesOf(LogBatch batch)
    {
        var touched = Caches.None;
        var isOrdered = batch.Fate == LogFate.Ordered;
        foreach (ref readonly var entry in batch.Entries)
        {
            touched |= isOrdered || !entry.Act.IsDurable ? CachesOf(entry.Act.Kind) : Caches.None;
        }

        return touched;
    }

    private static Caches CachesOf(ActKind kind) =>
        kind switch
        {
            ActKind.Post or ActKind.PostAs or ActKind.Edit or ActKind.Delete => Caches.Board,
            ActKind.Port => Caches.Users,
            ActKind.Forget => Caches.Guard,
            ActKind.Clock => Caches.Guard | Caches.Offers,
            ActKind.LogIn => Caches.Guard | Caches.Users | Caches.Offers,
            ActKind.LogOut or ActKind.NodeGone => Caches.Users | Caches.Offers,
            ActKind.Offer
            or ActKind.Accept
            or ActKind.Decline
            or ActKind.Cancel
            or ActKind.Paths
            or ActKind.Lapse
            or ActKind.Relay => Caches.Users | Caches.Offers,
            _ => Caches.None,
        };
}
