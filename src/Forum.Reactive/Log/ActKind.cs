namespace Forum.Reactive.Log;

/// <summary>
/// What an act is. The numbers of the durable kinds stand in journals, and never change; those from 128 on are local: they
/// keep their place in the order of their node, and are neither stored nor sent.
/// </summary>
public enum ActKind : byte
{
    /// <summary>No act.</summary>
    None = 0,

    /// <summary>From here on these rules hold.</summary>
    Rules = 1,

    /// <summary>A node begins: whoever was logged in by an earlier incarnation of a single node is gone.</summary>
    NodeJoined = 2,

    /// <summary>A node says that it still runs.</summary>
    NodeAlive = 3,

    /// <summary>A node runs no more.</summary>
    NodeGone = 4,

    /// <summary>A user tries to log in.</summary>
    LogIn = 5,

    /// <summary>A log-in ends.</summary>
    LogOut = 6,

    /// <summary>A user takes files at another UDP port.</summary>
    Port = 7,

    /// <summary>A user posts a message.</summary>
    Post = 8,

    /// <summary>The program that hosts the forum posts a message in a user's name.</summary>
    PostAs = 9,

    /// <summary>A user gives a message another text.</summary>
    Edit = 10,

    /// <summary>A user deletes a message.</summary>
    Delete = 11,

    /// <summary>A user offers a file.</summary>
    Offer = 12,

    /// <summary>A user takes a file.</summary>
    Accept = 13,

    /// <summary>A user does not take a file.</summary>
    Decline = 14,

    /// <summary>A user gives up a transfer.</summary>
    Cancel = 15,

    /// <summary>A user tells the other side of a transfer by which addresses it can be reached.</summary>
    Paths = 16,

    /// <summary>Nobody answered an offer in time.</summary>
    Lapse = 17,

    /// <summary>The block of a name is over.</summary>
    Forget = 18,

    /// <summary>Somebody set the wall clock of a node.</summary>
    Clock = 19,

    /// <summary>Local: a connection is greeted.</summary>
    Greet = 128,

    /// <summary>Local: a request is answered without the forum.</summary>
    Refuse = 129,

    /// <summary>Local: a request that does nothing.</summary>
    Noop = 130,

    /// <summary>Local: the list of commands.</summary>
    Help = 131,

    /// <summary>Local: a name is given, before the password.</summary>
    User = 132,

    /// <summary>Local: messages are read, since a time or after a number.</summary>
    Read = 133,

    /// <summary>Local: the active users are listed.</summary>
    List = 134,

    /// <summary>Local: the live feed begins.</summary>
    Subscribe = 136,

    /// <summary>Local: the live feed ends.</summary>
    Unsubscribe = 137,

    /// <summary>Local: a program says what it can.</summary>
    Capabilities = 138,

    /// <summary>Local: a side of an offer asks for the relay.</summary>
    Relay = 139,
}

/// <summary>The two sorts of acts.</summary>
public static class ActKinds
{
    /// <summary>The highest number of a durable kind that this version knows.</summary>
    internal const ActKind LastDurable = ActKind.Clock;

    private const ActKind FirstLocal = ActKind.Greet;

    /// <summary>Whether an act of this kind can change the state, and so is stored and sent to other nodes.</summary>
    public static bool IsDurable(this ActKind kind) => kind is > ActKind.None and <= LastDurable;

    /// <summary>Whether an act of this kind only looks or talks: it keeps its place in the order of its node.</summary>
    public static bool IsLocal(this ActKind kind) => kind is >= FirstLocal and <= ActKind.Relay;
}

/// <summary>How a log-in ends. The numbers stand in journals, and never change.</summary>
public enum LogOutReason : byte
{
    /// <summary>The user asked for it.</summary>
    Out = 0,

    /// <summary>The connection ended.</summary>
    ConnectionEnded = 1,

    /// <summary>Nothing came for too long.</summary>
    TimedOut = 2,

    /// <summary>The server stops.</summary>
    ServerStops = 3,

    /// <summary>The same user took over from another connection.</summary>
    TakenOver = 4,

    /// <summary>The user may no longer log in.</summary>
    Removed = 5,
}
