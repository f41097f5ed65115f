using System.Reactive.Concurrency;
using Forum.ClientApp.Peers;
using Forum.ClientApp.Session;
using Forum.Reactive;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transport;

namespace Forum.ClientApp;

/// <summary>All that the client has of the world around it but its terminal. With another one it runs in virtual time.</summary>
internal sealed record ClientSurroundings
{
    /// <summary>By which the server and other clients are reached.</summary>
    public required INetwork Network { get; init; }

    /// <summary>The clock, and where slow work with files is done.</summary>
    public required IScheduler Scheduler { get; init; }

    /// <summary>Where what is sent and received lies.</summary>
    public required IFileStore Files { get; init; }

    /// <summary>The user's folder; null if there is none.</summary>
    public string? Home { get; init; }

    /// <summary>Keeps what outlasts a session.</summary>
    public required IClientStore Store { get; init; }

    /// <summary>The zone in which the user thinks.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>By which other clients know the user again; null: they cannot.</summary>
    public LongTermKey? Key { get; init; }

    /// <summary>With whom the user has compared check digits.</summary>
    public KnownPeers KnownPeers { get; init; } = new(folder: null, server: "");

    /// <summary>Chance and keys.</summary>
    public Entropy Entropy { get; init; } = Entropy.System;
}
