namespace Forum.Simulation.Model;

/// <summary>What is done, in the model's own terms: read from the line that a client sent, or from the entry that the log has.</summary>
internal sealed record Deed(DeedKind Kind)
{
    public long Login { get; init; }

    public long Number { get; init; }

    /// <summary>In whole seconds since 1970.</summary>
    public long Time { get; init; }

    public string User { get; init; } = "";

    public string Text { get; init; } = "";

    public string Address { get; init; } = "";

    public int Port { get; init; }

    /// <summary>The password is right; or messages after a number are meant.</summary>
    public bool Flag { get; init; }

    public bool Take { get; init; }

    /// <summary>Of a clock that was set: what the log's should show, and what the wall's does.</summary>
    public (DateTimeOffset Expected, DateTimeOffset Wall) Clock { get; init; }

    /// <summary>Whether the log has to keep it.</summary>
    public bool IsDurable => Kind < DeedKind.Greet;
}

/// <summary>Kinds of deeds; those from <see cref="Greet"/> on change nothing.</summary>
internal enum DeedKind
{
    Rules,
    NodeJoined,
    NodeAlive,
    NodeGone,
    LogIn,
    LogOut,
    Port,
    Post,
    PostAs,
    Edit,
    Delete,
    Offer,
    Accept,
    Decline,
    Cancel,
    Paths,
    Lapse,
    Forget,
    Clock,
    Greet,
    Refuse,
    Noop,
    Help,
    User,
    Read,
    List,
    Subscribe,
    Unsubscribe,
    Capabilities,
    Relay,
}
