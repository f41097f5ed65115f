namespace Forum.Reactive.Transfer.Congestion;

/// <summary>
/// Tells loss that a full queue makes from loss that the link makes anyway. BBRv3 takes more than 2 % in a round for
/// congestion, and so gives a link away that loses 5 % at random. Here the rate must also exceed what the path loses
/// while nothing probes it and its round trip shows no queue, and the round trip must show one now; without a visible
/// queue (a shallow buffer) only a clearly higher rate counts.
/// </summary>
internal sealed class LossJudge
{
    private const double Threshold = 0.02;
    private const double ShallowThreshold = 0.10;
    private const double AmbientWeight = 0.125;
    private const double MaxAmbient = 0.25;
    private const long MinRoundBytes = 16 * 1200;
    private double _ambient;
    private long _acknowledged;
    private long _lost;
    private long _roundMinRtt = long.MaxValue;
    private long _lastMinRtt = long.MaxValue;

    /// <summary>Takes in an acknowledgement of the round under way.</summary>
    public void Add(in RateSample sample)
    {
        _acknowledged += sample.NewlyAcknowledged;
        _lost += sample.NewlyLost;
        if (sample.RoundTrip >= 0)
        {
            _roundMinRtt = Math.Min(_roundMinRtt, sample.RoundTrip);
        }
    }

    /// <summary>Ends a round: true if it showed congestion.</summary>
    /// <param name="minRtt">The path's own round trip.</param>
    /// <param name="isQuiet">Whether the sender was at or below the bandwidth, so that loss is not its own doing.</param>
    public bool EndRound(long minRtt, bool isQuiet)
    {
        var total = _acknowledged + _lost;
        if (total < MinRoundBytes)
        {
            return false;
        }

        _lastMinRtt = _roundMinRtt;
        var rate = (double)_lost / total;
        var hasQueue = HasQueue(minRtt);
        if (isQuiet && !hasQueue)
        {
            _ambient += AmbientWeight * (Math.Min(rate, MaxAmbient) - _ambient);
        }

        Restart();
        return IsExcessive(rate, hasQueue);
    }

    /// <summary>True if what was lost since the packet of this sample left says that too much was under way.</summary>
    public bool IsTooHigh(in RateSample sample, long minRtt) =>
        sample.InFlight > 0 && IsExcessive((double)sample.Lost / sample.InFlight, HasQueue(minRtt));

    /// <summary>True if a packet waited for an eighth of a round trip or longer.</summary>
    public static bool ShowsQueue(long roundTrip, long minRtt) =>
        minRtt != long.MaxValue && roundTrip > minRtt + Math.Max(minRtt / 8, TimeSpan.TicksPerMillisecond / 2);

    public void Restart()
    {
        _acknowledged = _lost = 0;
        _roundMinRtt = long.MaxValue;
    }

    private bool IsExcessive(double rate, bool hasQueue) =>
        rate > (2 * _ambient) + (hasQueue ? Threshold : ShallowThreshold);

    /// <summary>Even the quickest packet of the round waited for an eighth of a round trip.</summary>
    private bool HasQueue(long minRtt)
    {
        var quickest = Math.Min(_roundMinRtt, _lastMinRtt);
        return quickest != long.MaxValue && ShowsQueue(quickest, minRtt);
    }
}
