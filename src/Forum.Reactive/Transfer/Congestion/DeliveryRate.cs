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
    private long _deliveredAt;
    private long _firstSentAt;
    private long _appLimitedUntil;
    private long _sampleSentAt = long.MinValue;
    private long _sampleDeliveredAt;
    private long _sampleFirstSentAt;
    private long _lostSinceSample;
    private RateSample _sample;

    /// <summary>Bytes acknowledged so far.</summary>
    public long Delivered { get; private set; }

    /// <summary>Bytes declared lost so far.</summary>
    public long Lost { get; private set; }

    public bool IsAppLimited => _appLimitedUntil != 0;

    /// <summary>Stamps a packet that is about to be sent. <paramref name="inFlight"/> is without it.</summary>
    public void OnSend(ref SentPacket packet, long inFlight, long now)
    {
        if (inFlight == 0)
        {
            _firstSentAt = _deliveredAt = now;
        }

        packet.Delivered = Delivered;
        packet.DeliveredAt = _deliveredAt;
        packet.FirstSentAt = _firstSentAt;
        packet.LostBefore = Lost;
        packet.InFlight = inFlight + packet.Size;
        packet.IsAppLimited = _appLimitedUntil != 0;
    }

    /// <summary>There is nothing to send although there is room: what is measured now is the application, not the path.</summary>
    public void MarkAppLimited(long inFlight) => _appLimitedUntil = Math.Max(1, Delivered + inFlight);

    /// <summary>What follows travels on another way: nothing measured so far says anything of it.</summary>
    public void Restart() => (_appLimitedUntil, _lostSinceSample) = (0, 0);

    /// <summary>Begins a sample for one acknowledgement.</summary>
    public void Begin()
    {
        _sample = new RateSample { RoundTrip = -1 };
        _sampleSentAt = long.MinValue;
    }

    public void OnAcknowledged(in SentPacket packet, long now)
    {
        Delivered += packet.Size;
        _deliveredAt = now;
        _sample.NewlyAcknowledged += packet.Size;
        if (packet.SentAt < _sampleSentAt)
        {
            return;
        }

        _sampleSentAt = packet.SentAt;
        _sampleDeliveredAt = packet.DeliveredAt;
        _sampleFirstSentAt = packet.FirstSentAt;
        _sample.PriorDelivered = packet.Delivered;
        _sample.IsAppLimited = packet.IsAppLimited;
        _sample.InFlight = packet.InFlight;
        _sample.Lost = Lost - packet.LostBefore;
        _sample.HasPacket = true;
        _firstSentAt = packet.SentAt;
    }

    /// <summary>A packet is lost; one that was sent before <paramref name="epoch"/> is old news to the congestion control.</summary>
    public void OnLost(in SentPacket packet, long epoch)
    {
        Lost += packet.Size;
        if (packet.SentAt >= epoch)
        {
            _lostSinceSample += packet.Size;
        }
    }

    /// <summary>A packet that was declared lost has arrived after all.</summary>
    public void OnSpuriousLoss(in SentPacket packet) => Lost = Math.Max(0, Lost - packet.Size);

    /// <summary>Ends the sample. Intervals shorter than the smallest round trip are sending bursts, not the path.</summary>
    public RateSample End(long roundTrip, long minRoundTrip)
    {
        if (_appLimitedUntil != 0 && Delivered > _appLimitedUntil)
        {
            _appLimitedUntil = 0;
        }

        _sample.RoundTrip = roundTrip;
        _sample.NewlyLost = _lostSinceSample;
        _lostSinceSample = 0;
        if (!_sample.HasPacket)
        {
            return _sample;
        }

        _sample.Delivered = Delivered - _sample.PriorDelivered;
        var interval = Math.Max(_sampleSentAt - _sampleFirstSentAt, _deliveredAt - _sampleDeliveredAt);
        if (interval >= minRoundTrip && interval > 0)
        {
            _sample.Rate = _sample.Delivered * (double)TimeSpan.TicksPerSecond / interval;
        }

        return _sample;
    }
}
