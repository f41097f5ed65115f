namespace Forum.Reactive.Transfer;

/// <summary>By which way a file travels.</summary>
public enum TransferWay
{
    /// <summary>Nothing has come from the other side yet.</summary>
    Unknown,

    /// <summary>Within this machine, or within a network that is not seen from outside.</summary>
    Local,

    /// <summary>Straight from one side to the other over the internet.</summary>
    Direct,

    /// <summary>By way of the server, which sees sealed datagrams only.</summary>
    Relayed,
}
