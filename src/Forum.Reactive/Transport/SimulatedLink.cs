namespace Forum.Reactive.Transport;

/// <summary>What one direction of a simulated link does to datagrams. The default is a perfect link without delay.</summary>
public sealed record SimulatedLink
{
    /// <summary>Bits a second that the link carries, headers included; 0 = unlimited. Default 0.</summary>
    public long Rate { get; init; }

    /// <summary>Time from the end of sending to arrival. Default zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Bytes that may wait for the link before further ones are dropped. Default 1 MiB.</summary>
    public int QueueBytes { get; init; } = 1 << 20;

    /// <summary>Probability that a datagram is lost, 0 to 1. Default 0.</summary>
    public double Loss { get; init; }

    /// <summary>Probability that a datagram travels twice, 0 to 1. Default 0.</summary>
    public double Repetition { get; init; }

    /// <summary>Probability that a datagram is held back by up to half of <see cref="Delay"/> and 1 ms. Default 0.</summary>
    public double Reordering { get; init; }

    /// <summary>Probability that one bit of a datagram is turned, 0 to 1. Default 0.</summary>
    public double Damage { get; init; }

    /// <summary>Largest IP packet in bytes that passes; larger ones vanish. Default 1,500.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Largest IP packet in bytes that the sending host's interface takes. Default: as <see cref="Mtu"/>.</summary>
    public int? InterfaceMtu { get; init; }

    /// <summary>Checks the bounds named above.</summary>
    /// <exception cref="ArgumentException">A value is out of its bounds.</exception>
    internal SimulatedLink Validated()
    {
        Check(Rate >= 0 && Delay >= TimeSpan.Zero && QueueBytes >= 0, "A rate, a delay or a queue is negative");
        Check(Mtu >= 68, "An MTU is less than 68 bytes");
        Check(
            IsProbability(Loss) && IsProbability(Repetition) && IsProbability(Reordering) && IsProbability(Damage),
            "A probability is not between 0 and 1"
        );
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
