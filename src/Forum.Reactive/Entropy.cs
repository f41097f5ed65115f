using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Forum.Reactive;

/// <summary>
/// Where random bytes come from, those of keys included. A program takes the system's; a test or a simulation takes a seed,
/// and then everything is the same again in each run.
/// </summary>
/// <remarks>Safe on any thread. What a seed gives is the same on every machine; it is no secret.</remarks>
public abstract class Entropy
{
    /// <summary>The operating system's generator: unpredictable, fit for keys.</summary>
    public static Entropy System { get; } = new SystemEntropy();

    /// <summary>An endless sequence of bytes that only depends on the seed. Not fit for secrets.</summary>
    /// <param name="seed">Any number.</param>
    public static Entropy FromSeed(int seed) => new SeededEntropy(seed);

    /// <summary>Fills all of a span with the next bytes.</summary>
    /// <param name="target">Where they go; any length.</param>
    public abstract void Fill(Span<byte> target);

    /// <summary>The next 64 bits.</summary>
    internal long NextInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Fill(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>The next number from 0 up to, but not with, 1.</summary>
    internal double NextDouble()
    {
        const int MantissaBits = 53;
        return ((ulong)NextInt64() >> (64 - MantissaBits)) * (1.0 / (1UL << MantissaBits));
    }

    private sealed class SystemEntropy : Entropy
    {
        public override void Fill(Span<byte> target) => RandomNumberGenerator.Fill(target);
    }

    // SHA-256 of the seed and a counter: unlike Random, it promises the same bytes in every version of the runtime.
    private sealed class SeededEntropy(int seed) : Entropy
    {
        private readonly Lock _gate = new();
        private readonly byte[] _block = new byte[SHA256.HashSizeInBytes];
        private long _blocks;
        private int _used = SHA256.HashSizeInBytes;

        public override void Fill(Span<byte> target)
        {
            lock (_gate)
            {
                while (!target.IsEmpty)
                {
                    var length = Math.Min(target.Length, Rest().Length);
                    Rest()[..length].CopyTo(target);
                    _used += length;
                    target = target[length..];
                }
            }
        }

        private ReadOnlySpan<byte> Rest()
        {
            if (_used == _block.Length)
            {
                Span<byte> input = stackalloc byte[sizeof(int) + sizeof(long)];
                BinaryPrimitives.WriteInt32LittleEndian(input, seed);
                BinaryPrimitives.WriteInt64LittleEndian(input[sizeof(int)..], _blocks++);
                SHA256.HashData(input, _block);
                _used = 0;
            }

            return _block.AsSpan(_used);
        }
    }
}
