namespace Forum.Reactive.Transport.Simulation;

/// <summary>How TCP is on a simulated host; the defaults are those of Linux with the keep-alive of <see cref="RealNetwork"/>.</summary>
public sealed record SimulatedTcpOptions
{
    /// <summary>Most bytes on their way to a receiver or waiting for it, 1 to 2^30. Default 64 KiB.</summary>
    public int Window { get; init; } = 64 * 1024;

    /// <summary>Whether what was received is handed over in pieces that are cut at random, rather than all at once. Default true.</summary>
    public bool CutsPieces { get; init; } = true;

    /// <summary>How long a connection is asked for without an answer. Default 127 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(127);

    /// <summary>How long what was sent may stay unacknowledged. Default 15 min.</summary>
    public TimeSpan UserTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a connection may be silent before the peer is asked whether it is there; zero: it is not asked. Default 60 s.</summary>
    public TimeSpan KeepAliveTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two askings. Default 15 s.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After how many askings without an answer the connection is lost, 1 or more. Default 4.</summary>
    public int KeepAliveProbes { get; init; } = 4;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its bounds.</exception>
    internal SimulatedTcpOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Window, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(UserTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeepAliveTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepAliveInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeepAliveProbes, 1);
        return this;
    }
}
