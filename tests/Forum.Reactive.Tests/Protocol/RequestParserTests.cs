using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Protocol;

/// <summary>Every request that there is, and the lines that are none.</summary>
public sealed class RequestParserTests
{
    private const string Time = "23 Feb 2021 16:01:20";
    private static readonly string Digest = new('0', 64);
    private readonly RequestParser _parser = new(TimestampFormat.Utc);

    public static TheoryData<string, object> Requests() =>
        new()
        {
            { "USER yoda", Verb.User },
            { "USER A.z_0-9@+", Verb.User },
            { $"USER {new string('a', 64)}", Verb.User },
            { "PASS comp9331*", Verb.Pass },
            { "PASS with spaces ", Verb.Pass },
            { "PORT 0", Verb.Port },
            { "PORT 65535", Verb.Port },
            { "OUT", Verb.Out },
            { "NOOP", Verb.Noop },
            { "HELP", Verb.Help },
            { "MSG x", Verb.Msg },
            { "MSG  x ", Verb.Msg },
            { "MSG héllo wörld; 日本 🙂", Verb.Msg },
            { $"DLT #1 {Time}", Verb.Dlt },
            { $"DLT 1 {Time}", Verb.Dlt },
            { $"EDT #12 {Time} new text", Verb.Edt },
            { $"EDT 12 {Time}  kept as typed ", Verb.Edt },
            { $"RDM {Time}", Verb.Rdm },
            { "ATU", Verb.Atu },
            { "SUB", Verb.Sub },
            { "UNSUB", Verb.Unsub },
            { $"OFFER hans 0 {Digest} {TestKey.Valid} lecture 1.mp4", Verb.Offer },
            { $"OFFER hans 999999999999999999 - {TestKey.Valid} ü", Verb.Offer },
            { $"ACCEPT 1 65535 {TestKey.Valid}", Verb.Accept },
            { "DECLINE 1 no room", Verb.Decline },
            { "DECLINE 1", Verb.Decline },
            { "CANCEL 1", Verb.Cancel },
            { "RDM #0", Verb.Rdm },
            { "RDM #123456789012345678", Verb.Rdm },
            { "TAKE", Verb.Take },
            { "CAP multiline zone", Verb.Cap },
        };

    public static TheoryData<string, object> Misuses() =>
        new()
        {
            { "USER", Verb.User },
            { "USER ", Verb.User },
            { "USER yo da", Verb.User },
            { "USER yo;da", Verb.User },
            { "USER yo/da", Verb.User },
            { "USER yöda", Verb.User },
            { $"USER {new string('a', 65)}", Verb.User },
            { "PASS", Verb.Pass },
            { "PASS ", Verb.Pass },
            { "PORT", Verb.Port },
            { "PORT -1", Verb.Port },
            { "PORT 65536", Verb.Port },
            { "PORT 1 ", Verb.Port },
            { "PORT 1.5", Verb.Port },
            { "PORT 99999999999999999999", Verb.Port },
            { "OUT ", Verb.Out },
            { "OUT now", Verb.Out },
            { "NOOP x", Verb.Noop },
            { "HELP MSG", Verb.Help },
            { "MSG", Verb.Msg },
            { "MSG ", Verb.Msg },
            { "MSG    ", Verb.Msg },
            { "DLT", Verb.Dlt },
            { "DLT #1", Verb.Dlt },
            { "DLT #1 ", Verb.Dlt },
            { $"DLT #1  {Time}", Verb.Dlt },
            { $"DLT #1 {Time} ", Verb.Dlt },
            { $"DLT ##1 {Time}", Verb.Dlt },
            { $"DLT # {Time}", Verb.Dlt },
            { $"DLT #-1 {Time}", Verb.Dlt },
            { $"DLT one {Time}", Verb.Dlt },
            { $"DLT #9999999999999999999 {Time}", Verb.Dlt },
            { $"EDT #1 {Time}", Verb.Edt },
            { $"EDT #1 {Time} ", Verb.Edt },
            { $"EDT #1 {Time}   ", Verb.Edt },
            { $"EDT #1 {Time}x text", Verb.Edt },
            { $"EDT {Time} text", Verb.Edt },
            { "RDM", Verb.Rdm },
            { "RDM yesterday", Verb.Rdm },
            { $"RDM {Time} ", Verb.Rdm },
            { "ATU x", Verb.Atu },
            { "SUB all", Verb.Sub },
            { "UNSUB ", Verb.Unsub },
            { $"OFFER hans 1 - {TestKey.Valid}", Verb.Offer },
            { $"OFFER hans 1 - {TestKey.Valid} ", Verb.Offer },
            { $"OFFER hans 1 - {TestKey.Valid} ..", Verb.Offer },
            { $"OFFER hans 1 - {TestKey.Valid} a/b", Verb.Offer },
            { $"OFFER hans 1 - {TestKey.Valid} a\\b", Verb.Offer },
            { $"OFFER hans -1 - {TestKey.Valid} f", Verb.Offer },
            { $"OFFER hans 1 abc {TestKey.Valid} f", Verb.Offer },
            { "OFFER hans 1 - not-base64! f", Verb.Offer },
            { $"OFFER hans 1 - {new string('A', 516)} f", Verb.Offer },
            { $"OFFER hans 1 - {TestKey.Valid} {new string('f', 256)}", Verb.Offer },
            { $"OFFER hans 1 - {TestKey.OfUnknownCurve} f", Verb.Offer },
            { $"ACCEPT 1 8001 {TestKey.OfUnknownCurve}", Verb.Accept },
            { $"ACCEPT 1 0 {TestKey.Valid}", Verb.Accept },
            { $"ACCEPT 1 65536 {TestKey.Valid}", Verb.Accept },
            { "ACCEPT 1 1", Verb.Accept },
            { $"ACCEPT x 1 {TestKey.Valid}", Verb.Accept },
            { $"DECLINE 1 {new string('x', 257)}", Verb.Decline },
            { "DECLINE", Verb.Decline },
            { "CANCEL", Verb.Cancel },
            { "CANCEL 1 2", Verb.Cancel },
            { "RDM #", Verb.Rdm },
            { "RDM #-1", Verb.Rdm },
            { "RDM #1 2", Verb.Rdm },
            { "RDM 5", Verb.Rdm },
            { "TAKE it", Verb.Take },
            { "CAP", Verb.Cap },
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_is_recognised(string line, object verb)
    {
        var request = Parse(line);
        Assert.Equal(verb, request.Verb);
        Assert.Equal(AnswerKind.None, request.Refusal);
    }

    [Theory]
    [MemberData(nameof(Misuses))]
    public void A_misuse_is_answered_with_the_usage_of_its_command(string line, object verb)
    {
        var request = Parse(line);
        Assert.Equal((Verb.Invalid, AnswerKind.Usage, (Verb)verb), (request.Verb, request.Refusal, request.UsageOf));
    }

    [Theory]
    [InlineData("msg hello")]
    [InlineData("Msg hello")]
    [InlineData(" MSG hello")]
    [InlineData("MSGhello")]
    [InlineData("MSG;")]
    [InlineData("UPD hans file")]
    [InlineData("LEAVE")]
    [InlineData("FORGET yoda")]
    [InlineData(" ")]
    [InlineData("日本")]
    public void What_is_no_command_is_answered_so(string line) =>
        Assert.Equal((Verb.Invalid, AnswerKind.InvalidCommand), (Parse(line).Verb, Parse(line).Refusal));

    [Theory]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x09 })]
    [InlineData(new byte[] { 0x0D })]
    [InlineData(new byte[] { 0x1B, (byte)'[' })]
    [InlineData(new byte[] { 0x1F })]
    [InlineData(new byte[] { 0x7F })]
    [InlineData(new byte[] { 0xC2, 0x80 })]
    [InlineData(new byte[] { 0xC2, 0x9B })]
    [InlineData(new byte[] { 0xC2, 0x9F })]
    [InlineData(new byte[] { 0xC2, 0x85 })]
    [InlineData(new byte[] { 0xE2, 0x80, 0xA8 })]
    [InlineData(new byte[] { 0xE2, 0x80, 0xA9 })]
    [InlineData(new byte[] { 0xE2, 0x80, 0x94, 0xE2, 0x80, 0xA8 })]
    [InlineData(new byte[] { 0xC2 })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void Control_characters_and_what_is_not_UTF_8_are_refused_wherever_they_stand(byte[] bytes)
    {
        foreach (
            var line in new byte[][]
            {
                bytes,
                [.. "MSG a"u8, .. bytes],
                [.. "MSG "u8, .. bytes, .. "b"u8],
                [.. bytes, .. "OUT"u8],
            }
        )
        {
            Assert.Equal(AnswerKind.NotText, _parser.Parse(line).Refusal);
        }
    }

    [Theory]
    [InlineData("MSG \u00A0")]
    [InlineData("MSG \u00BF")]
    [InlineData("MSG \u200B")]
    [InlineData("MSG \u2027 \u202A")]
    [InlineData("MSG \uFFFD")]
    [InlineData("MSG \U0010FFFF")]
    public void Other_characters_may_stand_in_a_message(string line) => Assert.Equal(Verb.Msg, Parse(line).Verb);

    [Fact]
    public void A_message_is_kept_as_typed()
    {
        Assert.Equal("  two  spaces ", Encoding.UTF8.GetString(Parse("MSG   two  spaces ").Text));
        Assert.Equal(" x ", Encoding.UTF8.GetString(Parse($"EDT #1 {Time}  x ").Text));
    }

    [Fact]
    public void The_parts_of_a_request_are_where_they_belong()
    {
        var edit = Parse($"EDT #3 {Time} text");
        Assert.Equal(3, edit.Number);
        Assert.Equal(new Timestamp(1_614_096_080), edit.Time.Earliest);
        Assert.Equal("yoda", Parse("USER yoda").Name);
        Assert.Equal((true, 7), (Parse("RDM #7").IsAfterNumber, Parse("RDM #7").Number));
        Assert.False(Parse($"RDM {Time}").IsAfterNumber);
        Assert.Equal("pass word", Encoding.UTF8.GetString(Parse("PASS pass word").Text));
        Assert.Equal(8001, Parse("PORT 8001").Number);
        Assert.Equal(
            new OfferDetails("hans", 12, Digest, TestKey.Valid, "a file"),
            Parse($"OFFER hans 12 {Digest} {TestKey.Valid} a file").Offered
        );
        Assert.Equal(new AcceptDetails(8001, TestKey.Valid), Parse($"ACCEPT 7 8001 {TestKey.Valid}").Acceptance);
        Assert.Equal((9, "no"), (Parse("DECLINE 9 no").Number, Encoding.UTF8.GetString(Parse("DECLINE 9 no").Text)));
    }

    private Request Parse(string line) => _parser.Parse(Encoding.UTF8.GetBytes(line));
}
