using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Protocol;

public sealed class LineFramerTests
{
    private const int Max = 20;

    [Theory]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\r\ntwo\r\n", "one|two")]
    [InlineData("\n\r\n\n", "||")]
    [InlineData("one\r\r\n", "one\r")]
    [InlineData("o\rne\n", "o\rne")]
    [InlineData("unfinished", "")]
    [InlineData("12345678901234567890\n", "12345678901234567890")]
    [InlineData("1234567890123456789\r\n", "1234567890123456789")]
    [InlineData("123456789012345678901\n", "TOO LONG")]
    [InlineData("12345678901234567890\r\n", "TOO LONG")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890\nnext\n", "TOO LONG|next")]
    [InlineData("first\n123456789012345678901\n\nnext\n", "first|TOO LONG||next")]
    public void Lines_come_out_the_same_however_the_bytes_are_cut(string input, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(input);
        Assert.Equal(expected, string.Join('|', Frames([bytes])));
        Assert.Equal(expected, string.Join('|', Frames([.. bytes.Select(b => new[] { b })])));
        for (var at = 0; at <= bytes.Length; at++)
        {
            for (var to = at; to <= bytes.Length; to++)
            {
                Assert.Equal(expected, string.Join('|', Frames([bytes[..at], bytes[at..to], bytes[to..]])));
            }
        }
    }

    [Fact]
    public void Random_bytes_cut_at_random_come_out_as_when_they_come_at_once() =>
        Seeded.Run(random =>
        {
            for (var round = 0; round < 2000; round++)
            {
                byte[] bytes = [.. random.NextBytes(random.Next(200)).Select(b => b % 16 == 0 ? (byte)'\n' : b)];
                List<byte[]> pieces = [];
                for (var start = 0; start < bytes.Length; )
                {
                    var length = Math.Min(bytes.Length - start, 1 + random.Next(30));
                    pieces.Add(bytes[start..(start + length)]);
                    start += length;
                }

                Assert.Equal(Frames([bytes]), Frames(pieces));
            }
        });

    private static List<string> Frames(IEnumerable<byte[]> pieces)
    {
        using var framer = new LineFramer(Max);
        var mutable = framer;
        List<string> found = [];
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> input = piece;
            while (mutable.Next(ref input, out var line) is var frame && frame != Frame.None)
            {
                found.Add(frame == Frame.TooLong ? "TOO LONG" : Encoding.Latin1.GetString(line));
            }
        }

        mutable.Dispose();
        return found;
    }
}
