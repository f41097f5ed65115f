using Forum.Reactive.Transport.Tls;

namespace Forum.ClientApp.Tls;

/// <summary>What is to be thought of a server.</summary>
internal enum Verdict
{
    /// <summary>It is the one that was meant.</summary>
    Trusted,

    /// <summary>Nobody vouches for it, and it was never seen before.</summary>
    Unknown,

    /// <summary>It is not the one that was accepted before.</summary>
    Changed,

    /// <summary>It is not the one that the command line asks for.</summary>
    Mispinned,
}

/// <summary>
/// Whether a server is the one that the user means: the one with the pinned certificate, where there is a pin; else one that the system
/// trusts for the host, or that the user has accepted before.
/// </summary>
/// <param name="known">What was accepted before.</param>
/// <param name="pin">The only fingerprint to accept; null: no pin.</param>
internal sealed class ServerTrust(KnownServers known, string? pin)
{
    /// <summary>Judges a server.</summary>
    public Verdict Judge(ServerIdentity server)
    {
        if (pin is not null)
        {
            return server.Fingerprint == pin ? Verdict.Trusted : Verdict.Mispinned;
        }

        if (server.IsTrustedBySystem)
        {
            return Verdict.Trusted;
        }

        var accepted = known.Find(server.Host, server.Port);
        if (accepted is null)
        {
            return Verdict.Unknown;
        }

        return accepted == server.Fingerprint ? Verdict.Trusted : Verdict.Changed;
    }
}
