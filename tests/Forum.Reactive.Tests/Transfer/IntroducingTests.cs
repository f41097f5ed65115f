using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>Check digits and long-term keys, without a network.</summary>
public sealed class IntroducingTests : IDisposable
{
    private static readonly TransferTerms Terms = new("1", "yoda", "hans", 5, null, "x", "a", "b");
    private readonly LongTermKey _yoda = LongTermKey.Create(Entropy.FromSeed(1));
    private readonly LongTermKey _hans = LongTermKey.Create(Entropy.FromSeed(2));

    public void Dispose()
    {
        _yoda.Dispose();
        _hans.Dispose();
    }

    [Fact]
    public void Both_sides_come_to_the_same_digits_and_know_each_others_key()
    {
        var (sender, receiver) = Pair(3);

        Assert.True(receiver.TryMeet(sender.Introduction));
        Assert.True(sender.TryMeet(receiver.Introduction));
        Assert.True(receiver.TryReveal(sender.Revealed));

        Assert.Matches("^[0-9]{3} [0-9]{3}$", sender.CheckDigits!);
        Assert.Equal(sender.CheckDigits, receiver.CheckDigits);
        Assert.Equal((_yoda.PublicKey, _hans.PublicKey), (receiver.PeerPublicKey, sender.PeerPublicKey));
    }

    [Fact]
    public void A_receiver_that_has_told_its_number_takes_no_other_than_the_committed_one()
    {
        var (sender, receiver) = Pair(3);
        var (other, _) = Pair(4);
        Assert.True(receiver.TryMeet(sender.Introduction));
        Assert.True(sender.TryMeet(receiver.Introduction));
        Assert.True(other.TryMeet(receiver.Introduction));

        Assert.False(receiver.TryReveal(other.Revealed));
        Assert.Null(receiver.CheckDigits);
    }

    [Fact]
    public void Nothing_is_revealed_before_the_receiver_has_told_its_number()
    {
        var (sender, _) = Pair(3);
        Assert.Throws<InvalidOperationException>(() => sender.Revealed.Length);
    }

    [Fact]
    public void A_signature_of_another_transfer_or_of_the_other_side_or_damaged_is_refused()
    {
        var (sender, receiver) = Pair(3);
        using var elsewhere = new Introducing(
            true,
            Keys(3),
            Terms with
            {
                Receiver = "luke",
            },
            _yoda,
            Entropy.FromSeed(9)
        );
        Assert.False(receiver.TryMeet(elsewhere.Introduction));
        Assert.False(receiver.TryMeet(receiver.Introduction));
        for (var bit = FrameReader.NumberBytes * 8; bit < FrameReader.IntroductionWithKeyBytes * 8; bit += 37)
        {
            var damaged = sender.Introduction.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(receiver.TryMeet(damaged), $"bit {bit}");
        }

        Assert.True(receiver.TryMeet(sender.Introduction));
    }

    [Fact]
    public void Other_keys_or_other_numbers_give_other_digits()
    {
        var digits = Enumerable.Range(0, 20).Select(seed => DigitsOf(seed)).ToHashSet();
        Assert.Equal(20, digits.Count);
    }

    [Fact]
    public void A_key_is_the_same_after_it_was_written_and_read()
    {
        using var read = LongTermKey.Import(_yoda.Export());
        Assert.Equal(_yoda.PublicKey, read.PublicKey);
        Assert.True(LongTermKey.Verify(_yoda.PublicKey, [1, 2], read.Sign([1, 2])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void What_is_no_key_is_refused(string pem) => Assert.Throws<FormatException>(() => LongTermKey.Import(pem));

    [Fact]
    public void A_key_of_another_curve_or_without_its_private_half_is_refused()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP384
        );
        using var right = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256
        );
        Assert.Throws<FormatException>(() => LongTermKey.Import(other.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<FormatException>(() => LongTermKey.Import(right.ExportSubjectPublicKeyInfoPem()));
    }

    private string DigitsOf(int seed)
    {
        var (sender, receiver) = Pair(seed);
        receiver.TryMeet(sender.Introduction);
        sender.TryMeet(receiver.Introduction);
        return sender.CheckDigits!;
    }

    private (Introducing Sender, Introducing Receiver) Pair(int seed) =>
        (
            new Introducing(true, Keys(seed), Terms, _yoda, Entropy.FromSeed(seed + 1000)),
            new Introducing(false, Keys(seed), Terms, _hans, Entropy.FromSeed(seed + 2000))
        );

    private static TransferKeys Keys(int seed)
    {
        using var own = EphemeralKey.Create(Entropy.FromSeed(seed));
        using var other = EphemeralKey.Create(Entropy.FromSeed(seed + 1));
        return TransferKeys.Derive(own, EphemeralKey.Export(other), Terms);
    }
}
