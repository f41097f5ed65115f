using System.Buffers;
using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Protocol;

public sealed class ReplyParserTests
{
    private const string Time = "23 Feb 2021 16:01:20";
    private readonly ReplyParser _parser = new();

    public static TheoryData<string, ForumEvent> Events() =>
        new()
        {
            {
                $"* POSTED #1; {Time}; yoda; Hello; with; semicolons",
                new MessagePosted(1, At(Time), "yoda", "Hello; with; semicolons")
            },
            { $"* EDITED #12; {Time}; yoda; ünï", new MessageEdited(12, At(Time), "yoda", "ünï") },
            { $"* DELETED #3; {Time}; yoda", new MessageDeleted(3, At(Time), "yoda") },
            { "* JOINED yoda", new UserJoined("yoda") },
            { "* LEFT yoda", new UserLeft("yoda") },
            { "* LAGGED 42", new EventsLagged(42) },
            {
                "* OFFER 7 yoda 10.0.0.2 123 - S2V5 my file.txt",
                new FileOffered(7, "yoda", "10.0.0.2", 123, "-", "S2V5", "my file.txt")
            },
            { "* OFFER 7 yoda ::1 0 ab S2V5 f", new FileOffered(7, "yoda", "::1", 0, "ab", "S2V5", "f") },
            { "* ACCEPTED 7 10.0.0.3 8001 S2V5", new OfferAccepted(7, "10.0.0.3", 8001, "S2V5") },
            { "* DECLINED 7 not now, please", new OfferDeclined(7, "not now, please") },
            { "* DECLINED 7 ", new OfferDeclined(7, "") },
            { "* CANCELLED 7", new OfferCancelled(7) },
        };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_recognised(string line, ForumEvent expected) => Assert.Equal(expected, Parse(line));

    [Fact]
    public void An_answer_without_end_is_not_kept()
    {
        var parser = new ReplyParser(most: 10_000);
        var line = Encoding.UTF8.GetBytes("215-" + new string('x', 96));
        for (var count = 0; count < 10_000 / (100 + ReplyParser.LineCost); count++)
        {
            Assert.Null(parser.Parse(line));
        }

        var error = Assert.Throws<ProtocolException>(() => parser.Parse(line));
        Assert.Equal("The server's answer is larger than 10000 bytes.", error.Message);
    }

    [Fact]
    public void What_an_answer_may_take_begins_anew_with_the_next()
    {
        var parser = new ReplyParser(most: 1000);
        for (var count = 0; count < 1000; count++)
        {
            Assert.Null(parser.Parse("215-line"u8));
            Assert.IsType<Reply>(parser.Parse("215 end"u8));
            parser.Parse("* JOINED yoda"u8);
        }
    }

    [Fact]
    public void What_the_server_writes_of_an_event_is_what_the_client_reads()
    {
        var writer = new AnswerWriter(TimestampFormat.Utc);
        foreach (
            var what in Events()
                .Select(row => row.Data.Item2)
                .Where(e => e is not (MessagePosted or MessageEdited or MessageDeleted))
        )
        {
            var bytes = new ArrayBufferWriter<byte>();
            writer.WriteEvent(what, bytes);
            Assert.Equal(what, Parse(Encoding.UTF8.GetString(bytes.WrittenSpan).TrimEnd('\n')));
        }
    }

    [Theory]
    [InlineData("* SOMETHING new")]
    [InlineData("* ")]
    [InlineData("* POSTED #x; 23 Feb 2021 16:01:20; yoda; text")]
    [InlineData("* POSTED #1; 23 Feb 2021; yoda; text")]
    [InlineData("* POSTED #1")]
    [InlineData("* LAGGED many")]
    [InlineData("* LAGGED -1")]
    [InlineData("* OFFER 7 yoda")]
    [InlineData("* OFFER x yoda 10.0.0.2 123 - S2V5 f")]
    [InlineData("* OFFER 7 yoda 10.0.0.2 -1 - S2V5 f")]
    [InlineData("* ACCEPTED 7 10.0.0.3 port S2V5")]
    [InlineData("* ACCEPTED 7 10.0.0.3 -5 S2V5")]
    [InlineData("* ACCEPTED 7 10.0.0.3 70000 S2V5")]
    public void An_event_of_a_later_version_or_a_malformed_one_is_passed_over(string line) => Assert.Null(Parse(line));

    [Fact]
    public void An_answer_is_complete_with_its_last_line()
    {
        Assert.Null(Parse("215-#1; time; yoda; posted; a"));
        Assert.IsType<UserJoined>(Parse("* JOINED hans"));
        Assert.Null(Parse("215-#2; time; yoda; posted; b"));
        var reply = Assert.IsType<Reply>(Parse("215 2 messages"));
        Assert.Equal(215, reply.Code);
        Assert.Equal(["#1; time; yoda; posted; a", "#2; time; yoda; posted; b", "2 messages"], reply.Lines);
        Assert.Equal("2 messages", reply.Text);
        Assert.Single(Assert.IsType<Reply>(Parse("200 OK")).Lines);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(331, true)]
    [InlineData(421, false)]
    [InlineData(550, false)]
    public void Two_and_three_hundreds_are_success(int code, bool isSuccess) =>
        Assert.Equal(isSuccess, Assert.IsType<Reply>(Parse($"{code} text")).IsSuccess);

    [Theory]
    [InlineData("")]
    [InlineData("200")]
    [InlineData("20 OK")]
    [InlineData("2000 OK")]
    [InlineData("abc OK")]
    [InlineData("+20 OK")]
    [InlineData("200_OK")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    public void What_is_no_answer_is_an_error(string line) => Assert.Throws<ProtocolException>(() => Parse(line));

    [Fact]
    public void Random_lines_give_an_answer_an_event_nothing_or_a_protocol_error_and_no_other() =>
        Seeded.Run(random =>
        {
            string[] beginnings =
            [
                "",
                "* ",
                "* POSTED #1; ",
                "* OFFER 1 ",
                "* ACCEPTED 1 ",
                "* LAGGED ",
                "200 ",
                "215-",
            ];
            for (var i = 0; i < 10_000; i++)
            {
                byte[] line =
                [
                    .. Encoding.ASCII.GetBytes(beginnings[random.Next(beginnings.Length)]),
                    .. random.NextBytes(random.Next(60)),
                ];
                try
                {
                    Assert.True(_parser.Parse(line) is null or Reply or ForumEvent);
                }
                catch (ProtocolException)
                {
                    // So it may be.
                }
            }
        });

    private object? Parse(string line) => _parser.Parse(Encoding.UTF8.GetBytes(line));
}
