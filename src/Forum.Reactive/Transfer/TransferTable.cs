using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Stun;

namespace Forum.Reactive.Transfer;

/// <summary>The transfers under way, and which datagram is whose. Used on the engine's thread only.</summary>
/// <param name="paths">Takes what is STUN; null: nobody does.</param>
/// <param name="relays">Takes what is relayed; null: nobody does.</param>
internal sealed class TransferTable(PathExchange? paths, RelayRoutes? relays)
{
    private readonly Dictionary<uint, FileTransfer> _byTag = [];
    private readonly List<FileTransfer> _touched = [];

    public bool IsEmpty => _byTag.Count == 0;

    /// <summary>Those that have not ended.</summary>
    public IEnumerable<FileTransfer> Travelling => _byTag.Values.Where(transfer => !transfer.HasEnded);

    /// <summary>Bytes that are still to come to this side.</summary>
    public long StillToStore => Travelling.OfType<ReceivingTransfer>().Sum(transfer => transfer.StillToCome);

    public FileTransfer? Find(string offerId) =>
        _byTag.Values.FirstOrDefault(transfer => transfer.Info.OfferId == offerId);

    public void Add(FileTransfer transfer)
    {
        // Two of 2^32 tags may be the same once in a lifetime; the later transfer then fails at once.
        if (!_byTag.TryAdd(transfer.Tag, transfer))
        {
            transfer.Stop();
        }
    }

    public void Remove(FileTransfer transfer)
    {
        if (_byTag.TryGetValue(transfer.Tag, out var listed) && listed == transfer)
        {
            _byTag.Remove(transfer.Tag);
        }
    }

    /// <summary>Gives a datagram to its transfer; what is nobody's costs one look.</summary>
    public void OnDatagram(Datagram datagram)
    {
        if (paths is not null && StunClient.IsStun(datagram.Payload.Span))
        {
            paths.OnDatagram(datagram);
        }
        else if (relays?.TryTake(datagram) != true)
        {
            Give(datagram, via: null);
        }

        if (datagram.IsLastOfBatch)
        {
            FinishTouched();
        }
    }

    /// <summary>Gives what came on another way than straight to its transfer.</summary>
    public void OnRelayed(Datagram datagram, Route via)
    {
        Give(datagram, via);
        if (via is TunnelRoute)
        {
            FinishTouched();
        }
    }

    private void FinishTouched()
    {
        foreach (var one in _touched)
        {
            Finish(one);
        }

        _touched.Clear();
    }

    private void Give(in Datagram datagram, Route? via)
    {
        if (PacketHeader.TryReadTag(datagram.Payload.Span, out var tag))
        {
            if (_byTag.TryGetValue(tag, out var transfer))
            {
                Give(datagram, via, transfer, isProbe: false);
                if (!_touched.Contains(transfer))
                {
                    _touched.Add(transfer);
                }
            }
        }
        else if (
            ProbeProtection.TryReadTag(datagram.Payload.Span, out tag) && _byTag.TryGetValue(tag, out var transfer)
        )
        {
            Give(datagram, via, transfer, isProbe: true);
        }
    }

    // What one peer sends may end that peer's transfer, and never another.
    private static void Give(in Datagram datagram, Route? via, FileTransfer transfer, bool isProbe)
    {
        try
        {
            if (isProbe)
            {
                transfer.Paths.OnProbe(datagram, via);
            }
            else
            {
                transfer.OnDatagram(datagram, via);
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is told as the end of this transfer.
        catch (Exception error)
#pragma warning restore CA1031
        {
            transfer.OnFault(error);
        }
    }

    private static void Finish(FileTransfer transfer)
    {
        try
        {
            transfer.AfterBatch();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error)
#pragma warning restore CA1031
        {
            transfer.OnFault(error);
        }
    }

    public void StopAll()
    {
        foreach (var transfer in _byTag.Values.ToArray())
        {
            if (transfer is ReceivingTransfer receiving)
            {
                receiving.StopAtOnce();
            }
            else
            {
                transfer.Stop();
            }
        }
    }
}
