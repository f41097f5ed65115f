using System.Text;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Plain;

public class LineReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("one\n", "one")]
    [InlineData("one\r\ntwo\r\n", "one", "two")]
    [InlineData("one\n\ntwo", "one", "", "two")]
    [InlineData("日本 é\n", "日本 é")]
    [InlineData("a\rb\n", "a\rb")]
    public void Lines_are_read_one_by_one(string input, params string[] lines)
    {
        var reader = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(input)));

        foreach (var line in lines)
        {
            Assert.Equal(new LineRead(line), reader.Read());
        }

        Assert.IsType<InputEnded>(reader.Read());
    }

    [Fact]
    public void A_line_of_8192_bytes_is_read_and_one_of_8193_is_not_kept()
    {
        var longest = new string('x', 8192);
        var reader = new LineReader(new MemoryStream(Encoding.ASCII.GetBytes($"{longest}\n{longest}x\nnext\n")));

        Assert.Equal(new LineRead(longest), reader.Read());
        Assert.IsType<OverlongLineRead>(reader.Read());
        Assert.Equal(new LineRead("next"), reader.Read());
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced()
    {
        var reader = new LineReader(new MemoryStream([0xFF, (byte)'a', (byte)'\n']));

        Assert.Equal(new LineRead("\ufffda"), reader.Read());
    }
}
