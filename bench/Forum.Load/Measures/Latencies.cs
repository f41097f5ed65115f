using System.Diagnostics;
using System.Numerics;

namespace Forum.Load.Measures;

/// <summary>
/// How long answers took: a histogram with a relative error below 2 %, as in HdrHistogram (G. Tene), and nothing to allocate
/// while it counts.
/// </summary>
internal sealed class Latencies
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits) * SubBuckets];

    public long Count { get; private set; }

    public double MaxMilliseconds { get; private set; }

    /// <summary>Counts one answer.</summary>
    /// <param name="ticks">Of the stopwatch.</param>
    public void Add(long ticks)
    {
        var nanoseconds = (ulong)(ticks * (1_000_000_000L / Stopwatch.Frequency));
        var shift = Math.Max(0, BitOperations.Log2(nanoseconds | 1) - SubBits + 1);
        _counts[(shift * SubBuckets) + (int)(nanoseconds >> shift)]++;
        Count++;
        MaxMilliseconds = Math.Max(MaxMilliseconds, nanoseconds / 1e6);
    }

    /// <summary>The time that a part of the answers did not exceed.</summary>
    /// <param name="part">From 0 to 1.</param>
    public double Percentile(double part)
    {
        var wanted = (long)Math.Ceiling(Count * part);
        for (var i = 0; i < _counts.Length; i++)
        {
            wanted -= _counts[i];
            if (wanted <= 0)
            {
                return (double)((long)(i % SubBuckets) << (i / SubBuckets)) / 1e6;
            }
        }

        return MaxMilliseconds;
    }
}
