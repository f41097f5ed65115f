namespace Forum.Reactive.Transfer;

/// <summary>How transfers behave. Checked when <see cref="FileTransfers"/> is made.</summary>
public sealed record TransferOptions
{
    /// <summary>Largest file in bytes that is taken. Default 16 GiB; at least 0.</summary>
    public long MaxFileSize { get; init; } = 16L << 30;

    /// <summary>How long an offer waits for an answer. Default 10 minutes; more than zero.</summary>
    public TimeSpan OfferLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Size in bytes of every IP packet, 576 to 65,535; null, the default: found by probing.
    /// </summary>
    public int? Mtu { get; init; }

    /// <summary>Time between two values of progress of a transfer. Default 200 ms; more than zero.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time between two points to which a stopped transfer returns. Default 500 ms; more than zero.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a part waits for another attempt until <see cref="FileTransfers.RemoveOldParts"/> removes it. Default 30 days; more
    /// than zero.
    /// </summary>
    public TimeSpan PartLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Offers and transfers at once, in both directions together. Default 64; at least 1.</summary>
    public int MaxTransfers { get; init; } = 64;

    /// <summary>Checks the bounds named above.</summary>
    /// <exception cref="InvalidOperationException">A value is out of its bounds.</exception>
    internal TransferOptions Validated()
    {
        var sane =
            MaxFileSize >= 0
            && OfferLifetime > TimeSpan.Zero
            && ProgressInterval > TimeSpan.Zero
            && CheckpointInterval > TimeSpan.Zero
            && PartLifetime > TimeSpan.Zero
            && MaxTransfers > 0
            && Mtu is null or (>= 576 and <= 65535);
        return sane ? this : throw new InvalidOperationException("An option of transfers is out of its bounds");
    }
}
