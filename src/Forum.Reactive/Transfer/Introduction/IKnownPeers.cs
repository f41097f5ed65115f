namespace Forum.Reactive.Transfer.Introduction;

/// <summary>Whose long-term keys the user has compared. Asked on any thread.</summary>
public interface IKnownPeers
{
    /// <summary>The long-term public key that was compared with a user, in base64; null if none was.</summary>
    string? Find(string user);
}

/// <summary>What is known of the other side of a transfer.</summary>
public enum PeerStanding
{
    /// <summary>Nobody has compared check digits with it: the server could stand in between.</summary>
    Unknown,

    /// <summary>It has the key that was compared: nobody stands in between.</summary>
    Verified,

    /// <summary>It has another key than the one that was compared, or shows none. The transfer ends.</summary>
    Changed,
}
