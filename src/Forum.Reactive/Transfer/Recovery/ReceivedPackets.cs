namespace Forum.Reactive.Transfer.Recovery;

/// <summary>
/// Which packet numbers have arrived: the window against replays, and what the next acknowledgement says (RFC 9000,
/// section 13.2). What falls out of the window counts as seen.
/// </summary>
internal sealed class ReceivedPackets
{
    private const int MaxRanges = 256;
    private const int MinEliciting = 2;
    private const int MaxEliciting = 16;
    private const int MaxUnacknowledgedBytes = 128 * 1024;
    private static readonly long MaxDelay = TimeSpan.TicksPerMillisecond;
    private readonly RangeSet numbers = new();
    private long floor;
    private int eliciting;
    private int elicitingBytes;
    private int threshold = MinEliciting;
    private long largestArrivedAt;

    /// <summary>The next packet number that nobody has sent yet, as far as is known here.</summary>
    public long Expected => numbers.IsEmpty ? 0 : numbers.Last.End;

    public ReadOnlySpan<Range64> Ranges => numbers.Ranges;

    /// <summary>Time at which an acknowledgement is due, <see cref="long.MaxValue"/> if none is.</summary>
    public long Due { get; private set; } = long.MaxValue;

    /// <summary>True for a packet that was here before, or is too old to tell.</summary>
    public bool IsReplay(long number) => number < floor || numbers.Contains(number, number + 1);

    /// <summary>Notes a genuine packet.</summary>
    public void Add(long number, int bytes, bool isEliciting, long now)
    {
        var expected = Expected;
        numbers.Add(number, number + 1);
        if (number >= expected)
            largestArrivedAt = now;
        while (numbers.Count > MaxRanges)
        {
            floor = numbers.First.End;
            numbers.RemoveFirst();
        }

        if (isEliciting)
            Note(bytes, hasGap: number != expected, now);
    }

    /// <summary>At the end of a batch: true if enough has come to answer at once.</summary>
    public bool IsDueAfterBatch(long now) =>
        now >= Due || eliciting >= threshold || elicitingBytes >= MaxUnacknowledgedBytes;

    /// <summary>Microseconds since the largest number arrived.</summary>
    public long DelayMicroseconds(long now) => Math.Max(0, now - largestArrivedAt) / TimeSpan.TicksPerMicrosecond;

    /// <summary>An acknowledgement of everything has been sent.</summary>
    public void Acknowledged(long now)
    {
        // About two acknowledgements a millisecond are enough for any sender; at low rates it is every second packet.
        if (Due != long.MaxValue)
        {
            var waited = Math.Max(1, now - (Due - MaxDelay));
            var perMillisecond = eliciting * TimeSpan.TicksPerMillisecond / waited;
            threshold = (int)Math.Clamp(perMillisecond / 2, MinEliciting, MaxEliciting);
        }

        eliciting = 0;
        elicitingBytes = 0;
        Due = long.MaxValue;
    }

    private void Note(int bytes, bool hasGap, long now)
    {
        eliciting++;
        elicitingBytes += bytes;
        if (Due == long.MaxValue)
            Due = now + MaxDelay;
        if (hasGap)
            Due = now;
    }
}
