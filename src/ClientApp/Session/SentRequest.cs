namespace Forum.ClientApp.Session;

/// <summary>Why a request was sent, which decides what its answer means.</summary>
internal enum Purpose
{
    /// <summary>The user typed it: the answer is shown.</summary>
    Typed,

    /// <summary>The user asked for what is new since the last look.</summary>
    News,

    /// <summary>To say at log-in how many messages are new since the last session.</summary>
    NewsCount,

    /// <summary>To show what was posted while the server was not reachable.</summary>
    CatchUp,
    Name,
    Password,
    Port,

    /// <summary>To know what has to be known of the server.</summary>
    Facts,
    Subscribe,

    /// <summary>To know whose names can be completed.</summary>
    Users,

    /// <summary>To know to whom a file for everybody goes; the line is what is to be sent, and not the request.</summary>
    Everybody,

    /// <summary>To know which messages can be edited and deleted.</summary>
    OwnMessages,
    KeepAlive,
    Leave,
}

/// <summary>A request that was sent and is not answered yet; the password is never kept in one.</summary>
/// <param name="Purpose">Why it was sent.</param>
/// <param name="Line">What was sent; empty for a password.</param>
/// <param name="SentAt">When.</param>
internal sealed record SentRequest(Purpose Purpose, string Line, DateTimeOffset SentAt);
