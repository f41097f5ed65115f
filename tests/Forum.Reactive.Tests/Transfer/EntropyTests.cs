using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Tests.Transfer;

public sealed class EntropyTests
{
    [Fact]
    public void A_seed_gives_the_same_bytes_however_they_are_taken()
    {
        var whole = Taken(Entropy.FromSeed(7), 200);
        var pieces = Entropy.FromSeed(7);
        byte[] joined = [.. Taken(pieces, 1), .. Taken(pieces, 99), .. Taken(pieces, 0), .. Taken(pieces, 100)];
        Assert.Equal(whole, joined);
    }

    [Fact]
    public void What_a_seed_gives_never_changes() =>
        Assert.Equal("15EC7BF0B50732B4", Convert.ToHexString(Taken(Entropy.FromSeed(0), 8)));

    [Fact]
    public void Other_seeds_and_the_system_give_other_bytes()
    {
        byte[][] drawn =
        [
            Taken(Entropy.FromSeed(1), 32),
            Taken(Entropy.FromSeed(2), 32),
            Taken(Entropy.System, 32),
            Taken(Entropy.System, 32),
        ];
        Assert.Equal(4, drawn.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Fractions_are_spread_between_zero_and_one()
    {
        var entropy = Entropy.FromSeed(3);
        double[] drawn = [.. Enumerable.Range(0, 10_000).Select(_ => entropy.NextDouble())];
        Assert.All(drawn, number => Assert.InRange(number, 0, 0.9999999999999999));
        Assert.InRange(drawn.Average(), 0.48, 0.52);
    }

    [Fact]
    public void A_seed_gives_the_same_key_pair_again_and_then_another()
    {
        var first = Entropy.FromSeed(5);
        var second = Entropy.FromSeed(5);
        Assert.Equal(PublicKey(first), PublicKey(second));
        Assert.NotEqual(PublicKey(first), PublicKey(Entropy.FromSeed(5)));
    }

    [Fact]
    public void A_number_that_is_no_private_key_is_drawn_again()
    {
        // All ones is above the order of the group, and zero is no key.
        var entropy = new Scripted([.. Enumerable.Repeat((byte)0xFF, 32), .. new byte[32], .. new byte[31], 1]);
        var generator = new byte[] { 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47 };
        using var key = EphemeralKey.Create(entropy);
        Assert.Equal(generator, key.ExportParameters(false).Q.X![..8]);
    }

    private static byte[] Taken(Entropy entropy, int length)
    {
        var bytes = new byte[length];
        entropy.Fill(bytes);
        return bytes;
    }

    private static string PublicKey(Entropy entropy)
    {
        using var key = EphemeralKey.Create(entropy);
        return EphemeralKey.Export(key);
    }

    private sealed class Scripted(byte[] script) : Entropy
    {
        private int _used;

        public override void Fill(Span<byte> target)
        {
            script.AsSpan(_used, target.Length).CopyTo(target);
            _used += target.Length;
        }
    }
}
