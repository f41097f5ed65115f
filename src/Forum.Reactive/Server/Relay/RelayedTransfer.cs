using System.Buffers;

namespace Forum.Reactive.Server.Relay;

/// <summary>One of the two clients of a transfer, as the relay knows it.</summary>
internal sealed class RelaySide(RelayedTransfer transfer)
{
    /// <summary>The transfer.</summary>
    public RelayedTransfer Transfer => transfer;

    /// <summary>The other client.</summary>
    public RelaySide Other => transfer.Sender == this ? transfer.Receiver : transfer.Sender;

    /// <summary>What it shows to be let in; null: it has not asked.</summary>
    public UInt128? Ticket { get; set; }

    /// <summary>Where it is; null: nowhere yet.</summary>
    public IRelayExit? Exit { get; set; }

    /// <summary>Its newest address, which becomes <see cref="Exit"/> with the first packet that shows its cookie.</summary>
    public DatagramExit? Asked { get; set; }
}

/// <summary>The way from the relay to one client.</summary>
internal interface IRelayExit
{
    /// <summary>Sends a packet, or drops it where there is no room.</summary>
    void Send(ReadOnlySpan<byte> packet);

    /// <summary>It is needed no more.</summary>
    void Close();
}

/// <summary>A transfer whose packets go by way of the server, and what of them waits for its turn.</summary>
internal sealed class RelayedTransfer
{
    private readonly Queue<(RelaySide To, byte[] Bytes, int Length)> _waiting = new();

    /// <summary>Who sends the file.</summary>
    public RelaySide Sender => field ??= new RelaySide(this);

    /// <summary>Who gets it.</summary>
    public RelaySide Receiver => field ??= new RelaySide(this);

    /// <summary>Bytes that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>Whether something waits.</summary>
    public bool HasMore => _waiting.Count > 0;

    /// <summary>Bytes that it may still send in this turn (deficit round robin: Shreedhar, Varghese 1995).</summary>
    public int Deficit { get; set; }

    /// <summary>Bytes of the next packet.</summary>
    public int Next => _waiting.Peek().Length;

    /// <summary>Keeps a packet until it is its turn.</summary>
    public void Keep(RelaySide to, ReadOnlySpan<byte> packet)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(bytes);
        _waiting.Enqueue((to, bytes, packet.Length));
        Waiting += packet.Length;
    }

    /// <summary>Sends the next packet.</summary>
    public void SendNext()
    {
        (var to, var bytes, var length) = _waiting.Dequeue();
        Waiting -= length;
        to.Exit?.Send(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Lets go of everything.</summary>
    public void End()
    {
        while (_waiting.TryDequeue(out var packet))
        {
            ArrayPool<byte>.Shared.Return(packet.Bytes);
        }

        Waiting = 0;
        Sender.Exit?.Close();
        Receiver.Exit?.Close();
        (Sender.Exit, Receiver.Exit) = (null, null);
    }
}
