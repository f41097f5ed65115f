using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer.Recovery;

internal enum SentState : byte
{
    /// <summary>Not a packet, or one that asks for no acknowledgement.</summary>
    None,
    InFlight,
    Acknowledged,
    Lost,
}

/// <summary>What the sender remembers of a packet until it is acknowledged or long lost.</summary>
internal struct SentPacket
{
    public SentState State;
    public ControlFrames Control;
    public bool IsProbe;
    public bool IsAppLimited;
    public byte Plan;
    public int Size;
    public int DataLength;
    public long DataOffset;
    public long SentAt;

    // What the connection's counters stood at when it was sent: see DeliveryRate.
    public long Delivered;
    public long DeliveredAt;
    public long FirstSentAt;
    public long LostBefore;
    public long InFlight;
}

/// <summary>The packets under way by number: a ring that grows to a bound.</summary>
internal sealed class SentPackets
{
    private const int InitialCapacity = 64;
    private SentPacket[] _ring = new SentPacket[InitialCapacity];

    /// <summary>Most packets that are remembered at once: 2^16, about 90 MB of Ethernet datagrams.</summary>
    public const int MaxCapacity = 1 << 16;

    /// <summary>The lowest number still remembered.</summary>
    public long Lowest { get; private set; }

    /// <summary>The number that the next packet gets.</summary>
    public long Next { get; private set; }

    public bool IsFull => Next - Lowest >= MaxCapacity;

    public ref SentPacket this[long number] => ref _ring[number & (_ring.Length - 1)];

    /// <summary>Makes room for the next packet.</summary>
    public ref SentPacket Add()
    {
        if (Next - Lowest >= _ring.Length)
        {
            Grow();
        }

        ref var packet = ref this[Next++];
        packet = default;
        return ref packet;
    }

    /// <summary>Forgets from the bottom what is acknowledged, asked for nothing, or was sent before a time and lost.</summary>
    public void Forget(long lostBefore)
    {
        while (Lowest < Next && IsOver(ref this[Lowest], lostBefore))
        {
            Lowest++;
        }
    }

    private static bool IsOver(ref SentPacket packet, long lostBefore) =>
        packet.State switch
        {
            SentState.InFlight => false,
            SentState.Lost => packet.SentAt < lostBefore,
            _ => true,
        };

    private void Grow()
    {
        var larger = new SentPacket[_ring.Length * 2];
        for (var number = Lowest; number < Next; number++)
        {
            larger[number & (larger.Length - 1)] = this[number];
        }

        _ring = larger;
    }
}
