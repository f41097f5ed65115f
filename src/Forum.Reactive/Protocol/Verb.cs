namespace Forum.Reactive.Protocol;

/// <summary>What a request asks for: the first word of its line.</summary>
public enum Verb : byte
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

    /// <summary>The connection ended, or its time was up. No line asks for it.</summary>
    Leave,

    /// <summary>A failed-attempt window is over and may be forgotten. No line asks for it.</summary>
    Forget,

    /// <summary>Nobody answered an offer in time. No line asks for it.</summary>
    Lapse,
}
