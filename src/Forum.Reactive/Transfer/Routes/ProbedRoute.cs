namespace Forum.Reactive.Transfer.Routes;

/// <summary>A way to the other side, and what probing it has shown. Times are ticks of the engine's clock.</summary>
/// <param name="route">The way.</param>
/// <param name="token">What is asked on it; no other way has the same, and nobody else knows it.</param>
internal sealed class ProbedRoute(Route route, long token)
{
    private const long Never = long.MinValue / 2;
    private const int MaxDoublings = 7;
    private static readonly long FirstWait = 50 * TimeSpan.TicksPerMillisecond;
    private static readonly long LongestWait = 5 * TimeSpan.TicksPerSecond;
    private int _probes;

    public Route Route => route;

    public long Token => token;

    /// <summary>Whether the other side or the server has told it, so that it is probed unasked.</summary>
    public bool IsTold { get; set; }

    /// <summary>When it last answered; long before the beginning of all times: never.</summary>
    public long ProvenAt { get; private set; } = Never;

    /// <summary>How long the last answer took.</summary>
    public long RoundTrip { get; private set; } = long.MaxValue;

    /// <summary>When it was last asked.</summary>
    public long AskedAt { get; private set; } = Never;

    /// <summary>When it is to be asked again.</summary>
    public long NextAt { get; private set; }

    /// <summary>Bytes that came on it since it was last asked for them: as many may be sent there at nobody's word.</summary>
    public int Credit { get; set; }

    /// <summary>Asks again soon, and often.</summary>
    public void Hasten(long now) => (_probes, NextAt) = (0, now);

    /// <summary>Asks at a later time than was planned.</summary>
    public void PutOff(long time) => NextAt = time;

    /// <summary>It is asked now; each pause is twice as long as the one before.</summary>
    public void Asked(long now)
    {
        AskedAt = now;
        NextAt = now + Math.Min(FirstWait << Math.Min(_probes++, MaxDoublings), LongestWait);
    }

    /// <summary>The answer to its token has come on it.</summary>
    public void Answered(long now)
    {
        ProvenAt = now;
        if (AskedAt >= 0)
        {
            RoundTrip = now - AskedAt;
        }
    }
}
