using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>The transfers under way, and which datagram is whose. Used on the engine's thread only.</summary>
internal sealed class TransferTable
{
    private readonly Dictionary<uint, FileTransfer> byTag = [];
    private readonly List<FileTransfer> touched = [];

    public bool IsEmpty => byTag.Count == 0;

    /// <summary>Those that have not ended.</summary>
    public IEnumerable<FileTransfer> Travelling => byTag.Values.Where(transfer => !transfer.HasEnded);

    /// <summary>Bytes that are still to come to this side.</summary>
    public long StillToStore => Travelling.OfType<ReceivingTransfer>().Sum(transfer => transfer.StillToCome);

    public FileTransfer? Find(string offerId) => byTag.Values.FirstOrDefault(transfer => transfer.Info.OfferId == offerId);

    public void Add(FileTransfer transfer)
    {
        // Two of 2^32 tags may be the same once in a lifetime; the later transfer then fails at once.
        if (!byTag.TryAdd(transfer.Tag, transfer))
            transfer.Stop();
    }

    public void Remove(FileTransfer transfer)
    {
        if (byTag.TryGetValue(transfer.Tag, out var listed) && listed == transfer)
            byTag.Remove(transfer.Tag);
    }

    /// <summary>Gives a datagram to its transfer; what is nobody's costs one look.</summary>
    public void OnDatagram(Datagram datagram)
    {
        if (PacketHeader.TryReadTag(datagram.Payload.Span, out var tag) && byTag.TryGetValue(tag, out var transfer))
        {
            transfer.OnDatagram(datagram);
            if (!touched.Contains(transfer))
                touched.Add(transfer);
        }

        if (!datagram.IsLastOfBatch)
            return;
        foreach (var one in touched)
            one.AfterBatch();
        touched.Clear();
    }

    public void StopAll()
    {
        foreach (var transfer in byTag.Values.ToArray())
        {
            if (transfer is ReceivingTransfer receiving)
                receiving.StopAtOnce();
            else
                transfer.Stop();
        }
    }
}
