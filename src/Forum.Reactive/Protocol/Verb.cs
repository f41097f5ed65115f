namespace Forum.Reactive.Protocol;

/// <summary>What a request asks for: the first word of its line.</summary>
internal enum Verb : byte
{
    /// <summary>Not a request that can be carried out; the answer says why.</summary>
    Invalid,
    User,
    Pass,
    Port,
    Out,
    Noop,
    Help,
    Msg,
    Dlt,
    Edt,
    Rdm,
    Atu,
    Sub,
    Unsub,
    Offer,
    Accept,
    Decline,
    Cancel,
    Paths,
    Relay,
    Bind,
    Take,
    Cap,

    /// <summary>Marks a request that a program makes for itself.</summary>
    Own,
}
