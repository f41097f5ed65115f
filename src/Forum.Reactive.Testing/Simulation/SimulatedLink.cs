namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// What one direction of a simulated link does to the packets of TCP and UDP that share it. The default is a perfect link without
/// delay.
/// </summary>
public sealed record SimulatedLink
{
    /// <summary>Bits a second that the link carries, headers included; 0 = unlimited. Default 0.</summary>
    public long Rate { get; init; }

    /// <summary>Time from the end of sending to arrival; at least one tick of 100 ns passes in any case. Default zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Up to this much is added to <see cref="Delay"/> at random; packets stay in their order. Default zero.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes that may wait for the link before further ones are dropped; counts where there is a <see cref="Rate"/>.
    /// Default 1 MiB.</summary>
    public int QueueBytes { get; init; } = 1 << 20;

    /// <summary>Probability that a packet is lost, 0 to 1. Default 0.</summary>
    public double Loss { get; init; }

    /// <summary>Probability that a burst begins with a packet, 0 to 1: it and all that follow for <see cref="BurstTime"/> are lost.
    /// Default 0.</summary>
    public double Bursts { get; init; }

    /// <summary>How long a burst of loss lasts. Default 50 ms.</summary>
    public TimeSpan BurstTime { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Probability that the link stands still before a packet, 0 to 1: for <see cref="StallTime"/> everything waits in the
    /// queue. Default 0.</summary>
    public double Stalls { get; init; }

    /// <summary>How long the link stands still. Default 200 ms.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Probability that a packet travels twice, 0 to 1. Default 0.</summary>
    public double Repetition { get; init; }

    /// <summary>Probability that a packet is held back by up to half of <see cref="Delay"/> and 1 ms, 0 to 1. Default 0.</summary>
    public double Reordering { get; init; }

    /// <summary>Probability that one bit of a datagram is turned, 0 to 1. TCP drops what is damaged. Default 0.</summary>
    public double Damage { get; init; }

    /// <summary>Largest IP packet in bytes that passes, at least 68; larger ones vanish and nobody is told. Default 1,500.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Largest IP packet in bytes that the sending host's interface takes. Default: as <see cref="Mtu"/>.</summary>
    public int? InterfaceMtu { get; init; }

    /// <summary>A link within a host: nothing is lost, and packets may have 65,536 bytes.</summary>
    public static SimulatedLink Loopback { get; } = new() { Mtu = 65536 };

    /// <summary>The largest packet that the sending host tries.</summary>
    internal int FirstMtu => Math.Min(InterfaceMtu ?? Mtu, 65535);

    /// <summary>Checks the bounds named above.</summary>
    /// <exception cref="ArgumentException">A value is out of its bounds.</exception>
    internal SimulatedLink Validated()
    {
        Check(Rate >= 0 && Delay >= TimeSpan.Zero && QueueBytes >= 0, "A rate, a delay or a queue is negative");
        Check(
            Jitter >= TimeSpan.Zero && BurstTime >= TimeSpan.Zero && StallTime >= TimeSpan.Zero,
            "A jitter, a burst or a stall is negative"
        );
        Check(Mtu >= 68 && FirstMtu >= 68, "An MTU is less than 68 bytes");
        Check(
            IsProbability(Loss) && IsProbability(Bursts) && IsProbability(Stalls) && IsProbability(Repetition),
            "A probability is not between 0 and 1"
        );
        Check(IsProbability(Reordering) && IsProbability(Damage), "A probability is not between 0 and 1");
        return this;
    }

    private static bool IsProbability(double value) => value is >= 0 and <= 1;

    private static void Check(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message, nameof(condition));
        }
    }
}
