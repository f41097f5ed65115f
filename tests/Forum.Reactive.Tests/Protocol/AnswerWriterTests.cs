using System.Buffers;
using System.Text;
using Forum.Reactive.Board;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Protocol;

/// <summary>Every answer that there is, in its words.</summary>
public sealed class AnswerWriterTests
{
    private const string Time = "23 Feb 2021 16:01:20";
    private static readonly Timestamp Now = new(1_614_096_080);

    public static TheoryData<object, string> OneLiners() =>
        new()
        {
            { AnswerKind.Ready, "220 TOOM/1 ready" },
            { AnswerKind.TooManyConnections, "421 Too many connections" },
            { AnswerKind.PasswordRequired, "331 Password required" },
            { AnswerKind.Welcome, "230 Welcome to TOOM!" },
            { AnswerKind.InvalidPassword, "530 Invalid Password. Please try again" },
            { AnswerKind.NowBlocked, "421 Invalid Password. Your account has been blocked. Please try again later" },
            {
                AnswerKind.Blocked,
                "421 Your account is blocked due to multiple login failures. Please try again later"
            },
            { AnswerKind.AlreadyLoggedIn, "532 yoda is already logged in" },
            { AnswerKind.SendUserFirst, "503 Send USER first" },
            { AnswerKind.LoggedInAlready, "503 You are logged in already" },
            { AnswerKind.PleaseLogIn, "530 Please log in" },
            { AnswerKind.PortSet, "200 UDP port 3" },
            { AnswerKind.Bye, "221 Bye, yoda!" },
            { AnswerKind.TimedOut, "421 Timed out" },
            { AnswerKind.ServerStops, "421 The server stops" },
            { AnswerKind.Ok, "200 OK" },
            { AnswerKind.LineTooLong, "500 Line too long" },
            { AnswerKind.NotText, "501 Not printable UTF-8 text" },
            { AnswerKind.InvalidCommand, "500 Error. Invalid command!" },
            { AnswerKind.Posted, $"210 Message #3 posted at {Time}." },
            { AnswerKind.Deleted, $"210 Message #3 deleted at {Time}." },
            { AnswerKind.Edited, $"210 Message #3 edited at {Time}." },
            { AnswerKind.NoSuchMessage, "550 There is no message #3" },
            { AnswerKind.WrongTimestamp, $"551 The timestamp of message #3 is not {Time}" },
            { AnswerKind.MayNotDelete, "553 Unauthorised to delete Message #3." },
            { AnswerKind.MayNotEdit, "553 Unauthorised to edit Message #3." },
            { AnswerKind.Subscribed, "200 Subscribed" },
            { AnswerKind.Unsubscribed, "200 Unsubscribed" },
            { AnswerKind.OfferMade, "212 3" },
            { AnswerKind.Offline, "550 yoda is offline" },
            { AnswerKind.OfferToSelf, "550 A file cannot be sent to yourself" },
            {
                AnswerKind.HiddenSender,
                "550 A file of a user whose name begins with a dot would be hidden where it arrives"
            },
            { AnswerKind.TooManyOffers, "450 Too many files on offer. Please try again later" },
            { AnswerKind.NoSuchOffer, "550 There is no offer 3" },
            { AnswerKind.RelayTicket, "213 yoda" },
            { AnswerKind.NoRelay, "550 The server relays no files" },
            { AnswerKind.RelayFull, "450 Too many files are relayed. Please try again later" },
            { AnswerKind.Bound, "200 Relayed from here on" },
            { AnswerKind.NoSuchTicket, "550 There is no such ticket" },
            { AnswerKind.PathsHeldBack, "450 Too many addresses in a short time. Please try again later" },
            { AnswerKind.AddressHeldBack, "421 Too many failed log-ins from your address. Please try again later" },
            { AnswerKind.LogInHeldBack, "450 Too many log-ins at once. Please try again later" },
            { AnswerKind.OffersHeldBack, "450 Too many offers in a short time. Please try again later" },
            { AnswerKind.ReceiverFull, "450 yoda has too many files to answer. Please try again later" },
            { AnswerKind.NothingToTake, "503 TAKE follows 532 only" },
            { AnswerKind.TakenOver, "421 Taken over" },
            { AnswerKind.Disconnected, "421 Disconnected by the server" },
            { AnswerKind.LogUnavailable, "451 The log cannot be reached" },
            { AnswerKind.OutOfStorage, "452 Insufficient storage" },
            { AnswerKind.None, "" },
            { AnswerKind.Left, "" },
        };

    [Theory]
    [MemberData(nameof(OneLiners))]
    public void An_answer_has_its_words(object kind, string words) =>
        Assert.Equal(words.Length == 0 ? "" : words + "\n", Write(new Answer((AnswerKind)kind, 3, Now, "yoda")));

    [Fact]
    public void Every_kind_of_answer_has_words()
    {
        AnswerKind[] others =
        [
            AnswerKind.Usage,
            AnswerKind.Help,
            AnswerKind.Capabilities,
            AnswerKind.Messages,
            AnswerKind.ActiveUsers,
            AnswerKind.Event,
        ];
        Assert.Equal(
            Enum.GetValues<AnswerKind>().Order(),
            OneLiners().Select(row => (AnswerKind)row.Data.Item1).Concat(others).Order()
        );
    }

    [Fact]
    public void Every_command_that_HELP_lists_has_a_usage_and_a_purpose()
    {
        var help = Write(new Answer(AnswerKind.Help)).TrimEnd('\n').Split('\n');
        Assert.Equal("214 End", help[^1]);
        Assert.Equal(Commands.Listed.Count, help.Length - 1);
        foreach ((var verb, var line) in Commands.Listed.Zip(help))
        {
            var usage = Write(new Answer(AnswerKind.Usage, (long)verb)).TrimEnd('\n');
            Assert.StartsWith($"501 Usage: {verb.ToString().ToUpperInvariant()}", usage, StringComparison.Ordinal);
            Assert.StartsWith($"214-{usage["501 Usage: ".Length..]} - ", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bye_before_login_has_no_name() => Assert.Equal("221 Bye!\n", Write(new Answer(AnswerKind.Bye)));

    [Fact]
    public void Messages_and_users_are_a_line_each_and_counted()
    {
        using var board = new MessageBoard();
        Assert.Equal("204 no new message\n", Write(board.ReadSince(default)));
        Batch.Run(
            () =>
            {
                board.Post("yoda", "Hello; you"u8.ToArray(), Now);
                board.Post("hans", "x"u8.ToArray(), Now);
                board.Edit("hans", 2, new TimestampReading(Now, 0), "ünï"u8.ToArray(), Now);
            },
            board.Cache
        );
        Assert.Equal(
            $"215-#1; {Time}; yoda; posted; Hello; you\n215-#2; {Time}; hans; edited; ünï\n215 2 messages\n",
            Write(board.ReadSince(default))
        );
        Assert.Equal($"215-#2; {Time}; hans; edited; ünï\n215 1 messages\n", Write(board.ReadAfter(1)));
        Assert.Equal("204 no new message\n", Write(board.ReadAfter(2)));

        using var users = new ActiveUsers();
        Batch.Run(() => users.Enter("yoda", "10.0.0.2", 0, node: 1, Now), users.Cache);
        Assert.Equal("204 no other active user\n", Write(users.ListOthers("yoda")));
        Batch.Run(() => users.Enter("hans", "::1", 8001, node: 1, Now), users.Cache);
        Assert.Equal($"215-hans; ::1; 8001; {Time}\n215 1 active users\n", Write(users.ListOthers("yoda")));
    }

    [Fact]
    public void The_answers_that_end_a_connection_are_these() =>
        Assert.Equal(
            new[]
            {
                AnswerKind.TooManyConnections,
                AnswerKind.NowBlocked,
                AnswerKind.Blocked,
                AnswerKind.AddressHeldBack,
                AnswerKind.Bye,
                AnswerKind.TimedOut,
                AnswerKind.ServerStops,
                AnswerKind.TakenOver,
                AnswerKind.Disconnected,
                AnswerKind.Left,
            }.Order(),
            Enum.GetValues<AnswerKind>().Where(kind => new Answer(kind).Closes).Order()
        );

    private static string Write(in Answer answer) => Written.Of(answer);
}
