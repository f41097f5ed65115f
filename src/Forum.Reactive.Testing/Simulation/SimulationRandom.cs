namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// A stream of random numbers for one concern (SplitMix64): the same numbers on every machine and runtime, whatever other streams
/// of the same seed give.
/// </summary>
internal sealed class SimulationRandom(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>The stream of a concern that is named by <paramref name="name"/>.</summary>
    public static SimulationRandom For(int seed, string name)
    {
        var hash = Mix((ulong)(uint)seed + Gamma);
        foreach (var letter in name)
        {
            hash = Mix((hash ^ letter) + Gamma);
        }

        return new SimulationRandom(hash);
    }

    public bool Happens(double probability) => probability > 0 && NextDouble() < probability;

    /// <summary>From 0 inclusively to 1 exclusively.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 inclusively to <paramref name="below"/> exclusively.</summary>
    public int Next(int below) => (int)Math.BigMul(Next(), (ulong)below, out _);

    private ulong Next() => Mix(_state += Gamma);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
