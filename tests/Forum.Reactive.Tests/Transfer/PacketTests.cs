using System.Reflection;
using System.Security.Cryptography;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Tests.Transfer;

public class PacketTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(63, 1)]
    [InlineData(64, 2)]
    [InlineData(16383, 2)]
    [InlineData(16384, 4)]
    [InlineData((1 << 30) - 1, 4)]
    [InlineData(1 << 30, 8)]
    [InlineData(Varint.Max, 8)]
    public void A_number_is_read_as_it_was_written_and_not_when_it_is_cut_short(long value, int size)
    {
        var bytes = new byte[8];
        Assert.Equal(size, Varint.Write(bytes, value));
        ReadOnlySpan<byte> whole = bytes.AsSpan(0, size);
        Assert.True(Varint.TryRead(ref whole, out var read));
        Assert.Equal(value, read);
        Assert.True(whole.IsEmpty);
        for (var length = 0; length < size; length++)
        {
            ReadOnlySpan<byte> cut = bytes.AsSpan(0, length);
            Assert.False(Varint.TryRead(ref cut, out _));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(1L << 32, (1L << 32) - 2)]
    [InlineData((1L << 32) - 2, 1L << 32)]
    [InlineData((5L << 32) + 7, (5L << 32) + 100_000)]
    public void A_packet_number_is_found_from_its_low_bits(long number, long expected)
    {
        var header = new byte[PacketHeader.Overhead + 1];
        PacketHeader.Write(header, 42, number);
        Assert.True(PacketHeader.TryReadTag(header, out var tag));
        Assert.Equal(42u, tag);
        Assert.Equal(number, PacketHeader.ReadNumber(header, expected));
    }

    [Fact]
    public void Frames_are_read_as_they_were_written()
    {
        var packet = new byte[1200];
        var writer = new FrameWriter(packet);
        writer.Acknowledgement(new Range64[] { new(0, 3), new(5, 6), new(10, 20) }, 17, 1_000_000, 32);
        writer.Hold(wantsDigest: true);
        writer.Welcome(1000, new byte[32], new Range64[] { new(2000, 3000) });
        writer.Close(CloseReason.CannotWrite, "full"u8);
        writer.Token(FrameType.Challenge, -5);
        "data"u8.CopyTo(writer.Data(77, 4));

        var reader = new FrameReader(packet.AsSpan(0, writer.Length));
        Assert.True(reader.TryRead(out var frame));
        Assert.Equal((19, 17, 1_000_000, 3), (frame.Number, frame.Delay, frame.Limit, frame.RangeCount));
        Assert.Equal([(0, 10), (4, 1), (2, 3)], Pairs(frame));
        Assert.True(reader.TryRead(out frame));
        Assert.Equal((FrameType.Hold, 1), (frame.Type, frame.Code));
        Assert.True(reader.TryRead(out frame));
        Assert.Equal((1000, 32), (frame.Number, frame.PrefixDigest.Length));
        Assert.Equal([(2000, 1000)], Pairs(frame));
        Assert.True(reader.TryRead(out frame));
        Assert.Equal("full"u8.ToArray(), frame.Payload.ToArray());
        Assert.True(reader.TryRead(out frame));
        Assert.Equal((FrameType.Challenge, -5), (frame.Type, frame.Number));
        Assert.True(reader.TryRead(out frame));
        Assert.Equal(77, frame.Number);
        Assert.Equal("data"u8.ToArray(), frame.Payload.ToArray());
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsMalformed);
    }

    [Fact]
    public void Any_bytes_are_read_to_an_end_or_called_malformed()
    {
        var random = new Random(1);
        var packet = new byte[100];
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = packet.AsSpan(0, random.Next(packet.Length));
            random.NextBytes(bytes);
            if (bytes.Length > 0)
            {
                bytes[0] = (byte)random.Next(14);
            }

            var reader = new FrameReader(bytes);
            var frames = 0;
            while (reader.TryRead(out var frame))
            {
                Assert.InRange(frame.Payload.Length, 0, bytes.Length);
                Assert.True(++frames <= bytes.Length);
                Pairs(frame);
            }
        }
    }

    [Fact]
    public void Both_sides_derive_the_same_keys_and_another_offer_other_ones()
    {
        using var yoda = EphemeralKey.Create(Entropy.FromSeed(1));
        using var hans = EphemeralKey.Create(Entropy.FromSeed(2));
        var terms = new TransferTerms("1", "yoda", "hans", 5, null, "x", "a", "b");
        var one = TransferKeys.Derive(yoda, EphemeralKey.Export(hans), terms);
        var two = TransferKeys.Derive(hans, EphemeralKey.Export(yoda), terms);
        var other = TransferKeys.Derive(hans, EphemeralKey.Export(yoda), terms with { OfferId = "2" });

        Assert.Equal(one.FromSender, two.FromSender);
        Assert.Equal(one.FromReceiver, two.FromReceiver);
        Assert.Equal((one.TagToReceiver, one.TagToSender), (two.TagToReceiver, two.TagToSender));
        Assert.NotEqual(one.FromSender, one.FromReceiver);
        Assert.NotEqual(one.FromSender, other.FromSender);
    }

    [Fact]
    public void Nothing_secret_is_left_of_a_transfer_that_is_over()
    {
        using var yoda = EphemeralKey.Create(Entropy.FromSeed(1));
        using var hans = EphemeralKey.Create(Entropy.FromSeed(2));
        var terms = new TransferTerms("1", "yoda", "hans", 5, null, "x", "a", "b");
        var keys = TransferKeys.Derive(yoda, EphemeralKey.Export(hans), terms);
        var introducing = new Introducing(true, keys, terms, null, Entropy.FromSeed(3));
        var sealing = new PacketProtection(keys.FromSender);
        for (var epoch = 0L; epoch < 3; epoch++)
        {
            sealing.Seal(epoch << 20, [1, 2, 3, 4, 5, 6, 7, 8, 9], new byte[20]);
        }

        byte[][] secrets = [.. BytesOf(keys), .. BytesOf(introducing, "_check", "_ownNumber"), .. BytesOf(sealing)];
        Assert.Equal(9, secrets.Count(bytes => bytes.AsSpan().ContainsAnyExcept((byte)0)));
        sealing.Dispose();
        introducing.Dispose();
        keys.Dispose();

        Assert.All(secrets, bytes => Assert.False(bytes.AsSpan().ContainsAnyExcept((byte)0)));
    }

    [Fact]
    public void A_secret_is_wiped_when_the_next_one_is_derived_from_it()
    {
        using var sealing = new PacketProtection([.. Enumerable.Repeat((byte)7, TransferKeys.SecretBytes)]);
        var first = BytesOf(sealing, "_nextSecret").Single();
        sealing.Seal(1 << 20, [1, 2, 3, 4, 5, 6, 7, 8, 9], new byte[20]);

        Assert.False(first.AsSpan().ContainsAnyExcept((byte)0));
        Assert.True(BytesOf(sealing, "_nextSecret").Single().AsSpan().ContainsAnyExcept((byte)0));
    }

    /// <summary>All byte arrays that an object holds, in itself and in what of this library it holds.</summary>
    private static IEnumerable<byte[]> BytesOf(object holder, params string[] names) =>
        holder
            .GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(field => names.Length == 0 || names.Contains(field.Name))
            .Select(field => field.GetValue(holder))
            .SelectMany(value =>
                value is byte[] bytes ? [bytes]
                : value?.GetType().DeclaringType == holder.GetType() ? BytesOf(value)
                : []
            );

    [Fact]
    public void A_public_key_of_another_curve_is_refused()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<CryptographicException>(() => EphemeralKey.Import(EphemeralKey.Export(key)));
    }

    [Fact]
    public void Keys_change_every_million_packets_and_both_sides_follow()
    {
        const long Epoch = 1 << 20;
        var secret = RandomNumberGenerator.GetBytes(32);
        using var sealing = new PacketProtection(secret);
        using var opening = new PacketProtection(secret);
        foreach (var number in new[] { 0, 1, Epoch - 1, Epoch, (2 * Epoch) - 1, 2 * Epoch, (3 * Epoch) + 5 })
        {
            var packet = Sealed(sealing, number);
            Assert.True(opening.TryOpen(number, Header(number), packet));
            Assert.Equal("hello"u8.ToArray(), packet[..5]);
        }

        Assert.False(opening.TryOpen(9 * Epoch, Header(9 * Epoch), new byte[30]));
    }

    [Fact]
    public void A_packet_of_the_key_before_is_still_read()
    {
        const long Epoch = 1 << 20;
        var secret = RandomNumberGenerator.GetBytes(32);
        using var sealing = new PacketProtection(secret);
        using var opening = new PacketProtection(secret);
        var late = Sealed(sealing, Epoch - 1);
        Assert.True(opening.TryOpen(Epoch, Header(Epoch), Sealed(sealing, Epoch)));
        Assert.True(opening.TryOpen(Epoch - 1, Header(Epoch - 1), late));
    }

    [Fact]
    public void Each_byte_of_header_text_and_tag_is_authenticated()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        using var sealing = new PacketProtection(secret);
        using var opening = new PacketProtection(secret);
        for (var index = 0; index < PacketHeader.Bytes + 5 + PacketProtection.TagBytes; index++)
        {
            byte[] packet = [.. Header(7), .. Sealed(sealing, 7)];
            packet[index] ^= 1;
            Assert.False(opening.TryOpen(7, packet.AsSpan(0, PacketHeader.Bytes), packet.AsSpan(PacketHeader.Bytes)));
        }
    }

    [Fact]
    public void A_map_is_read_as_it_was_written_and_not_when_any_of_it_is_damaged()
    {
        var map = new PartMap(7, 1000, RandomNumberGenerator.GetBytes(32), [new(0, 10), new(20, 1000)]);
        var block = map.Encode("yoda");
        var read = PartMap.Decode(block, "yoda", 1000);
        Assert.NotNull(read);
        Assert.Equal(map.Ranges, read.Ranges);
        Assert.Equal(map.Digest, read.Digest);
        Assert.Null(PartMap.Decode(block, "yoda", 1001));
        Assert.Null(PartMap.Decode(block, "hans", 1000));
        for (var index = 0; index < block.Length; index += 13)
        {
            var damaged = (byte[])block.Clone();
            damaged[index] ^= 4;
            Assert.Null(PartMap.Decode(damaged, "yoda", 1000));
        }
    }

    private static byte[] Header(long number)
    {
        var header = new byte[PacketHeader.Bytes];
        PacketHeader.Write(header, 1, number);
        return header;
    }

    private static byte[] Sealed(PacketProtection protection, long number)
    {
        byte[] packet = [.. "hello"u8, .. new byte[PacketProtection.TagBytes]];
        protection.Seal(number, Header(number), packet);
        return packet;
    }

    private static List<(long Distance, long Length)> Pairs(scoped in Frame frame)
    {
        var pairs = new List<(long, long)>();
        if (frame.Type is FrameType.Acknowledgement or FrameType.Welcome)
        {
            var ranges = new RangeReader(frame.Payload, frame.RangeCount);
            while (ranges.TryRead(out var distance, out var length))
            {
                pairs.Add((distance, length));
            }
        }

        return pairs;
    }
}
