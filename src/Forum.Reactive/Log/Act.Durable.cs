using Forum.Reactive.Protocol;

namespace Forum.Reactive.Log;

/// <content>Acts that change the state.</content>
public readonly partial struct Act
{
    /// <summary>From here on these rules hold.</summary>
    public static Act SetRules(ForumRules rules) => new(ActKind.Rules, payload: rules);

    /// <summary>Somebody set the wall clock, or it was wrong when the node began.</summary>
    public static Act ClockSet(ClockDetails clock) => new(ActKind.Clock, payload: clock);

    /// <summary>The node of this incarnation begins.</summary>
    public static Act NodeJoined(long node) => new(ActKind.NodeJoined, number: node);

    /// <summary>The node of this incarnation still runs.</summary>
    public static Act NodeAlive(long node) => new(ActKind.NodeAlive, number: node);

    /// <summary>The node of this incarnation runs no more.</summary>
    public static Act NodeGone(long node) => new(ActKind.NodeGone, number: node);

    /// <summary>A user tries to log in.</summary>
    public static Act LogIn(LogInDetails attempt) => new(ActKind.LogIn, payload: attempt);

    /// <summary>A log-in ends.</summary>
    public static Act LogOut(long login, LogOutReason reason) => new(ActKind.LogOut, login, choice: (byte)reason);

    /// <summary>A user takes files at <paramref name="udpPort"/>, 1 to 65535, or nowhere: 0.</summary>
    public static Act Port(long login, int udpPort) => new(ActKind.Port, login, udpPort);

    /// <summary>A user posts <paramref name="text"/>, which nobody changes any more.</summary>
    public static Act Post(long login, byte[] text) => new(ActKind.Post, login, payload: text);

    /// <summary>The hosting program posts.</summary>
    public static Act PostAs(PostAsDetails posting) => new(ActKind.PostAs, payload: posting);

    /// <summary>A user gives message <paramref name="number"/>, which was posted or edited last at <paramref name="time"/>, another text.</summary>
    public static Act Edit(long login, long number, TimestampReading time, byte[] text) =>
        new(ActKind.Edit, login, number, time, text);

    /// <summary>A user deletes message <paramref name="number"/>, which was posted or edited last at <paramref name="time"/>.</summary>
    public static Act Delete(long login, long number, TimestampReading time) =>
        new(ActKind.Delete, login, number, time);

    /// <summary>A user offers a file.</summary>
    public static Act Offer(long login, OfferDetails offer) => new(ActKind.Offer, login, payload: offer);

    /// <summary>A user takes the file of <paramref name="offer"/>.</summary>
    public static Act Accept(long login, long offer, AcceptDetails acceptance) =>
        new(ActKind.Accept, login, offer, payload: acceptance);

    /// <summary>A user does not take the file of <paramref name="offer"/>.</summary>
    public static Act Decline(long login, long offer, byte[] reason) =>
        new(ActKind.Decline, login, offer, payload: reason);

    /// <summary>A user gives up the transfer of <paramref name="offer"/>.</summary>
    public static Act Cancel(long login, long offer) => new(ActKind.Cancel, login, offer);

    /// <summary>A user tells the other side of <paramref name="offer"/> how it can be reached.</summary>
    public static Act Paths(long login, long offer, byte[] paths) => new(ActKind.Paths, login, offer, payload: paths);

    /// <summary>Nobody answered <paramref name="offer"/> in time.</summary>
    public static Act Lapse(long offer) => new(ActKind.Lapse, number: offer);

    /// <summary>The block of <paramref name="user"/> is over.</summary>
    public static Act Forget(string user) => new(ActKind.Forget, payload: user);
}
