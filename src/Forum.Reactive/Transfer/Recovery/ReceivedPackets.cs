using Forum.Reactive.Transfer.Ranges;

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
    private readonly RangeSet _numbers = new();
    private long _floor;
    private int _eliciting;
    private int _elicitingBytes;
    private int _threshold = MinEliciting;
    private long _largestArrivedAt;

    /// <summary>The next packet number that nobody has sent yet, as far as is known here.</summary>
    public long Expected => _numbers.IsEmpty ? 0 : _numbers.Last.End;

    /// <summary>How many have arrived, each counted once.</summary>
    public long Count { get; private set; }

    public ReadOnlySpan<Range64> Ranges => _numbers.Ranges;

    /// <summary>Time at which an acknowledgement is due, <see cref="long.MaxValue"/> if none is.</summary>
    public long Due { get; private set; } = long.MaxValue;

    /// <summary>True for a packet that was here before, or is too old to tell.</summary>
    public bool IsReplay(long number) => number < _floor || _numbers.Contains(number, number + 1);

    /// <summary>Notes a genuine packet.</summary>
    public void Add(long number, int bytes, bool isEliciting, long now)
    {
        var expected = Expected;
        Count++;
        _numbers.Add(number, number + 1);
        if (number >= expected)
        {
            _largestArrivedAt = now;
        }

        while (_numbers.Count > MaxRanges)
        {
            _floor = _numbers.First.End;
            _numbers.RemoveFirst();
        }

        if (isEliciting)
        {
            Note(bytes, hasGap: number != expected, now);
        }
    }

    /// <summary>At the end of a batch: true if enough has come to answer at once.</summary>
    public bool IsDueAfterBatch(long now) =>
        now >= Due || _eliciting >= _threshold || _elicitingBytes >= MaxUnacknowledgedBytes;

    /// <summary>Microseconds since the largest number arrived.</summary>
    public long DelayMicroseconds(long now) => Math.Max(0, now - _largestArrivedAt) / TimeSpan.TicksPerMicrosecond;

    /// <summary>An acknowledgement of everything has been sent.</summary>
    public void Acknowledged(long now)
    {
        // About two acknowledgements a millisecond are enough for any sender; at low rates it is every second packet.
        if (Due != long.MaxValue)
        {
            var waited = Math.Max(1, now - (Due - MaxDelay));
            var perMillisecond = _eliciting * TimeSpan.TicksPerMillisecond / waited;
            _threshold = (int)Math.Clamp(perMillisecond / 2, MinEliciting, MaxEliciting);
        }

        _eliciting = 0;
        _elicitingBytes = 0;
        Due = long.MaxValue;
    }

    private void Note(int bytes, bool hasGap, long now)
    {
        _eliciting++;
        _elicitingBytes += bytes;
        if (Due == long.MaxValue)
        {
            Due = now + MaxDelay;
        }

        if (hasGap)
        {
            Due = now;
        }
    }
}
