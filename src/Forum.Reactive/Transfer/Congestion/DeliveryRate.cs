using Forum.Reactive.Transfer.Recovery;

namespace Forum.Reactive.Transfer.Congestion;

/// <summary>What one acknowledgement says about the path.</summary>
internal struct RateSample
{
    /// <summary>Bytes a second, 0 if it says nothing.</summary>
    public double Rate;

    /// <summary>Ticks, -1 if it says nothing.</summary>
    public long RoundTrip;

    /// <summary>Bytes acknowledged between the sending of the packet and now.</summary>
    public long Delivered;

    /// <summary>Bytes acknowledged before the packet was sent.</summary>
    public long PriorDelivered;

    /// <summary>Bytes lost between the sending of the packet and now.</summary>
    public long Lost;

    /// <summary>Bytes under way when the packet was sent, itself included.</summary>
    public long InFlight;

    public long NewlyAcknowledged;
    public long NewlyLost;
    public bool IsAppLimited;
    public bool HasPacket;
}

/// <summary>
/// Measures the rate at which the path delivers (draft-ietf-ccwg-bbr, section 4.1; first draft-cheng-iccrg-delivery-rate-estimation).
/// </summary>
internal sealed class DeliveryRate
{
    private long deliveredAt;
    private long firstSentAt;
    private long appLimitedUntil;
    private long sampleSentAt = long.MinValue;
    private long sampleDeliveredAt;
    private long sampleFirstSentAt;
    private long lostSinceSample;
    private RateSample sample;

    /// <summary>Bytes acknowledged so far.</summary>
    public long Delivered { get; private set; }

    /// <summary>Bytes declared lost so far.</summary>
    public long Lost { get; private set; }

    public bool IsAppLimited => appLimitedUntil != 0;

    /// <summary>Stamps a packet that is about to be sent. <paramref name="inFlight"/> is without it.</summary>
    public void OnSend(ref SentPacket packet, long inFlight, long now)
    {
        if (inFlight == 0)
            firstSentAt = deliveredAt = now;
        packet.Delivered = Delivered;
        packet.DeliveredAt = deliveredAt;
        packet.FirstSentAt = firstSentAt;
        packet.LostBefore = Lost;
        packet.InFlight = inFlight + packet.Size;
        packet.IsAppLimited = appLimitedUntil != 0;
    }

    /// <summary>There is nothing to send although there is room: what is measured now is the application, not the path.</summary>
    public void MarkAppLimited(long inFlight) => appLimitedUntil = Math.Max(1, Delivered + inFlight);

    /// <summary>Begins a sample for one acknowledgement.</summary>
    public void Begin()
    {
        sample = new RateSample { RoundTrip = -1 };
        sampleSentAt = long.MinValue;
    }

    public void OnAcknowledged(in SentPacket packet, long now)
    {
        Delivered += packet.Size;
        deliveredAt = now;
        sample.NewlyAcknowledged += packet.Size;
        if (packet.SentAt < sampleSentAt)
            return;
        sampleSentAt = packet.SentAt;
        sampleDeliveredAt = packet.DeliveredAt;
        sampleFirstSentAt = packet.FirstSentAt;
        sample.PriorDelivered = packet.Delivered;
        sample.IsAppLimited = packet.IsAppLimited;
        sample.InFlight = packet.InFlight;
        sample.Lost = Lost - packet.LostBefore;
        sample.HasPacket = true;
        firstSentAt = packet.SentAt;
    }

    /// <summary>A packet is lost; one that was sent before <paramref name="epoch"/> is old news to the congestion control.</summary>
    public void OnLost(in SentPacket packet, long epoch)
    {
        Lost += packet.Size;
        if (packet.SentAt >= epoch)
            lostSinceSample += packet.Size;
    }

    /// <summary>A packet that was declared lost has arrived after all.</summary>
    public void OnSpuriousLoss(in SentPacket packet) => Lost = Math.Max(0, Lost - packet.Size);

    /// <summary>Ends the sample. Intervals shorter than the smallest round trip are sending bursts, not the path.</summary>
    public RateSample End(long roundTrip, long minRoundTrip)
    {
        if (appLimitedUntil != 0 && Delivered > appLimitedUntil)
            appLimitedUntil = 0;
        sample.RoundTrip = roundTrip;
        sample.NewlyLost = lostSinceSample;
        lostSinceSample = 0;
        if (!sample.HasPacket)
            return sample;
        sample.Delivered = Delivered - sample.PriorDelivered;
        var interval = Math.Max(sampleSentAt - sampleFirstSentAt, deliveredAt - sampleDeliveredAt);
        if (interval >= minRoundTrip && interval > 0)
            sample.Rate = sample.Delivered * (double)TimeSpan.TicksPerSecond / interval;
        return sample;
    }
}
