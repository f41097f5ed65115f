using System.Security.Cryptography;

namespace Forum.Reactive;

/// <summary>Where keys and challenges come from: the system, or a seed that makes a run repeatable.</summary>
/// <remarks>Safe on any thread; with a seed, who asks first is what differs then.</remarks>
public abstract class Entropy
{
    private protected Entropy() { }

    /// <summary>Bytes that nobody can guess.</summary>
    public static Entropy System { get; } = new SystemEntropy();

    /// <summary>The same bytes for the same seed: for tests and simulations, never for secrets.</summary>
    public static Entropy FromSeed(int seed) => new SeededEntropy(seed);

    /// <summary>Fills all of <paramref name="bytes"/>.</summary>
    public abstract void Fill(Span<byte> bytes);

    private sealed class SystemEntropy : Entropy
    {
        public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }

    private sealed class SeededEntropy(int seed) : Entropy
    {
        private readonly Lock _gate = new();
        private readonly Random _random = new(seed); // Protected by the gate

        public override void Fill(Span<byte> bytes)
        {
            lock (_gate)
            {
                _random.NextBytes(bytes);
            }
        }
    }
}
