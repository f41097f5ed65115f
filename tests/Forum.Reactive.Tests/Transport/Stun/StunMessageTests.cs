using System.Net;
using System.Text;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Stun;

namespace Forum.Reactive.Tests.Transport.Stun;

/// <summary>The codec, by the samples of RFC 5769 and by damage.</summary>
public sealed class StunMessageTests
{
    /// <summary>Section 2.1: a request of ICE.</summary>
    internal static readonly byte[] SampleRequest = Convert.FromHexString(
        "000100582112a442b7e7a701bc34d686fa87dfae"
            + "802200105354554e207465737420636c69656e74"
            + "002400046e0001ff"
            + "80290008932ff9b151263b36"
            + "000600096576746a3a68367659202020"
            + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
            + "80280004e57a3bcf"
    );

    private static readonly byte[] Id = Convert.FromHexString("b7e7a701bc34d686fa87dfae");

    /// <summary>Sections 2.2 and 2.3: answers over IPv4 and IPv6.</summary>
    public static TheoryData<string, string> SampleAnswers() =>
        new()
        {
            {
                "0101003c2112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000080001a147e112a643"
                    + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                    + "80280004c07d4c96",
                "192.0.2.1:32853"
            },
            {
                "010100482112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                    + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
                    + "80280004c8fb0b4c",
                "[2001:db8:1234:5678:11:2233:4455:6677]:32853"
            },
        };

    [Fact]
    public void The_sample_request_is_read()
    {
        Assert.True(StunMessage.TryRead(SampleRequest, out var message));
        Assert.Equal(StunType.BindingRequest, message.Type);
        Assert.Equal(Id, message.TransactionId.ToArray());
        Assert.Null(message.UnknownAttribute([0x0006, 0x0008, 0x0024]));
        Assert.Equal((ushort)0x0024, message.UnknownAttribute([0x0006, 0x0008]));
    }

    [Theory]
    [MemberData(nameof(SampleAnswers))]
    public void The_sample_answers_are_read(string hex, string mapped)
    {
        Assert.True(StunMessage.TryRead(Convert.FromHexString(hex), out var message));
        Assert.Equal(StunType.BindingSuccess, message.Type);
        Assert.Equal(IPEndPoint.Parse(mapped), message.MappedAddress());
    }

    [Theory]
    [InlineData("192.0.2.1:32853")]
    [InlineData("[2001:db8:1234:5678:11:2233:4455:6677]:1")]
    public void What_is_written_is_read_and_no_answer_is_longer_than_our_request(string source)
    {
        var buffer = new byte[StunWriter.MostBytes];
        var answer = buffer.AsSpan(0, StunWriter.WriteSuccess(buffer, Id, IPEndPoint.Parse(source)));
        Assert.True(StunMessage.TryRead(answer, out var message));
        Assert.Equal(IPEndPoint.Parse(source), message.MappedAddress());
        Assert.InRange(answer.Length, 1, StunWriter.WriteRequest(new byte[StunWriter.MostBytes], Id));
    }

    [Fact]
    public void A_message_that_is_cut_off_or_goes_on_is_none()
    {
        for (var length = 0; length < SampleRequest.Length; length++)
        {
            Assert.False(StunMessage.TryRead(SampleRequest.AsSpan(0, length), out _));
        }

        Assert.False(StunMessage.TryRead([.. SampleRequest, 0, 0, 0, 0], out _));
    }

    [Fact]
    public void One_bit_of_a_message_with_a_fingerprint_that_is_turned_is_found()
    {
        // With another type or length of an attribute it may have no fingerprint any more.
        HashSet<int> headers = [.. new[] { 20, 40, 48, 60, 76, 100 }.SelectMany(at => Enumerable.Range(at, 4))];
        foreach (var place in Enumerable.Range(0, SampleRequest.Length).Except(headers))
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. SampleRequest];
                damaged[place] ^= (byte)(1 << bit);
                Assert.False(StunMessage.TryRead(damaged, out _), $"byte {place}");
            }
        }
    }

    [Fact]
    public void Noise_is_read_without_fault() =>
        Seeded.Run(random =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                var noise = random.NextBytes(random.Next(120));
                SampleRequest.AsSpan(0, Math.Min(noise.Length, random.Next(30))).CopyTo(noise);
                if (StunMessage.TryRead(noise, out var message))
                {
                    message.MappedAddress();
                    message.UnknownAttribute([]);
                }
            }
        });

    [Fact]
    public void Other_protocols_on_the_same_socket_are_told_apart()
    {
        Assert.False(StunMessage.IsMeant(Encoding.UTF8.GetBytes("something else altogether")));
        Assert.True(StunMessage.IsMeant(SampleRequest));
    }
}
