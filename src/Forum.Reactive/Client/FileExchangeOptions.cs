using Forum.Reactive.Transfer;

namespace Forum.Reactive.Client;

/// <summary>Where and how a client sends and takes files. Checked when <see cref="FileExchange"/> opens.</summary>
public sealed record FileExchangeOptions
{
    /// <summary>The UDP port on which files come in, 1 to 65535; 0, the default: one that is free.</summary>
    public int UdpPort { get; init; }

    /// <summary>The folder for what is received, which exists. Default: the working directory.</summary>
    public string Downloads { get; init; } = ".";

    /// <summary>How transfers behave.</summary>
    public TransferOptions Transfers { get; init; } = new();
}
