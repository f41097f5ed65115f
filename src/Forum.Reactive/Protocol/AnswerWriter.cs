using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>
/// Answers in, bytes out, as <c>docs/protocol.md</c> lists them. Writes to one target after the other; keeps nothing of
/// what it wrote. Not thread-safe.
/// </summary>
internal sealed class AnswerWriter(TimestampFormat timestamps)
{
    /// <summary>Most bytes of a number.</summary>
    private const int NumberLength = 20;

    private readonly TimestampText _time = new(timestamps);
    private IBufferWriter<byte>? _target;

    /// <summary>The time after which a silent client is timed out, of which CAP tells.</summary>
    public TimeSpan IdleTimeout { get; init; }

    private static ReadOnlySpan<byte> Separator => "; "u8;

    /// <summary>Writes the whole of an answer, unless it is one of many lines.</summary>
    /// <returns>The lines of one with a body, of which none is written yet; else null.</returns>
    public IAnswerLines? Write(in Answer answer, IBufferWriter<byte> target)
    {
        _target = target;
        switch (answer.Kind)
        {
            case AnswerKind.Posted:
                BoardAnswer(answer, "210 Message #"u8, " posted at "u8, ".\n"u8);
                break;
            case AnswerKind.Deleted:
                BoardAnswer(answer, "210 Message #"u8, " deleted at "u8, ".\n"u8);
                break;
            case AnswerKind.Edited:
                BoardAnswer(answer, "210 Message #"u8, " edited at "u8, ".\n"u8);
                break;
            case AnswerKind.WrongTimestamp:
                BoardAnswer(answer, "551 The timestamp of message #"u8, " is not "u8, "\n"u8);
                break;
            case AnswerKind.Help:
                WriteHelp();
                break;
            case AnswerKind.Capabilities:
                WriteFacts(answer.Time);
                break;
            case AnswerKind.None or AnswerKind.Left:
                break;
            default:
                if (answer.Subject is IAnswerBody body)
                {
                    return body.Begin();
                }

                WriteOneLine(answer);
                break;
        }

        return null;
    }

    /// <summary>Writes the next line of an answer of many.</summary>
    /// <returns>Whether there are more lines.</returns>
    public bool WriteLine(IAnswerLines lines, IBufferWriter<byte> target)
    {
        _target = target;
        return lines.WriteLine(this);
    }

    /// <summary>Adds bytes as they are.</summary>
    internal AnswerWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _target!.Write(bytes);
        return this;
    }

    /// <summary>Adds text as UTF-8.</summary>
    internal AnswerWriter Text(string text)
    {
        var room = _target!.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _target.Advance(Encoding.UTF8.GetBytes(text, room));
        return this;
    }

    /// <summary>Adds a number in decimal digits.</summary>
    internal AnswerWriter Number(long number)
    {
        Utf8Formatter.TryFormat(number, _target!.GetSpan(20), out var length);
        _target.Advance(length);
        return this;
    }

    /// <summary>Adds a timestamp.</summary>
    internal AnswerWriter Time(Timestamp time) => Bytes(_time.Of(time));

    /// <summary>Adds a message as answers, events and files show it: <c>number; time; user</c>, and the text behind.</summary>
    internal AnswerWriter MessageLine(
        ReadOnlySpan<byte> before,
        long number,
        Timestamp time,
        string user,
        ReadOnlySpan<byte> between,
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> after
    )
    {
        // One piece of room for the whole line: boards of a million messages are written so.
        var needed =
            before.Length
            + NumberLength
            + Separator.Length
            + TimestampFormat.Length
            + Separator.Length
            + Encoding.UTF8.GetMaxByteCount(user.Length)
            + between.Length
            + text.Length
            + after.Length;
        var room = _target!.GetSpan(needed);
        var size = room.Length;
        Put(before, ref room);
        Utf8Formatter.TryFormat(number, room, out var digits);
        room = room[digits..];
        Put(Separator, ref room);
        Put(_time.Of(time), ref room);
        Put(Separator, ref room);
        room = room[Encoding.UTF8.GetBytes(user, room)..];
        Put(between, ref room);
        Put(text, ref room);
        Put(after, ref room);
        _target.Advance(size - room.Length);
        return this;
    }

    /// <summary>Directs what follows to <paramref name="target"/>.</summary>
    internal AnswerWriter To(IBufferWriter<byte> target)
    {
        _target = target;
        return this;
    }

    private void BoardAnswer(
        in Answer answer,
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> between,
        ReadOnlySpan<byte> after
    )
    {
        // One piece of room for the whole line: this is the answer to every post.
        var room = _target!.GetSpan(before.Length + 20 + between.Length + TimestampFormat.Length + after.Length);
        before.CopyTo(room);
        var length = before.Length;
        Utf8Formatter.TryFormat(answer.Number, room[length..], out var digits);
        length += digits;
        between.CopyTo(room[length..]);
        length += between.Length;
        _time.Of(answer.Time).CopyTo(room[length..]);
        length += TimestampFormat.Length;
        after.CopyTo(room[length..]);
        _target.Advance(length + after.Length);
    }

    private void WriteOneLine(in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.AlreadyLoggedIn:
                Bytes("532 "u8).Text(Name(answer)).Bytes(" is already logged in\n"u8);
                break;
            case AnswerKind.PortSet:
                Bytes("200 UDP port "u8).Number(answer.Number).Bytes("\n"u8);
                break;
            case AnswerKind.Bye when answer.Subject is string user:
                Bytes("221 Bye, "u8).Text(user).Bytes("!\n"u8);
                break;
            case AnswerKind.Usage:
                Bytes("501 Usage: "u8).Bytes(Commands.UsageOf(answer.Verb)).Bytes("\n"u8);
                break;
            case AnswerKind.NoSuchMessage:
                Bytes("550 There is no message #"u8).Number(answer.Number).Bytes("\n"u8);
                break;
            case AnswerKind.MayNotDelete:
                Bytes("553 Unauthorised to delete Message #"u8).Number(answer.Number).Bytes(".\n"u8);
                break;
            case AnswerKind.MayNotEdit:
                Bytes("553 Unauthorised to edit Message #"u8).Number(answer.Number).Bytes(".\n"u8);
                break;
            case AnswerKind.OfferMade:
                Bytes("212 "u8).Number(answer.Number).Bytes("\n"u8);
                break;
            case AnswerKind.Offline:
                Bytes("550 "u8).Text(Name(answer)).Bytes(" is offline\n"u8);
                break;
            case AnswerKind.ReceiverFull:
                Bytes("450 "u8).Text(Name(answer)).Bytes(" has too many files to answer. Please try again later\n"u8);
                break;
            case AnswerKind.RelayTicket:
                Bytes("213 "u8).Text(Name(answer)).Bytes("\n"u8);
                break;
            case AnswerKind.NoSuchOffer:
                Bytes("550 There is no offer "u8).Number(answer.Number).Bytes("\n"u8);
                break;
            default:
                Bytes(Fixed(answer.Kind));
                break;
        }
    }

    private static void Put(ReadOnlySpan<byte> bytes, ref Span<byte> room)
    {
        bytes.CopyTo(room);
        room = room[bytes.Length..];
    }

    private static string Name(in Answer answer) => answer.Subject as string ?? "";

    private static ReadOnlySpan<byte> Fixed(AnswerKind kind) =>
        kind switch
        {
            AnswerKind.Ready => "220 TOOM/1 ready\n"u8,
            AnswerKind.TooManyConnections => "421 Too many connections\n"u8,
            AnswerKind.PasswordRequired => "331 Password required\n"u8,
            AnswerKind.Welcome => "230 Welcome to TOOM!\n"u8,
            AnswerKind.InvalidPassword => "530 Invalid Password. Please try again\n"u8,
            AnswerKind.NowBlocked => "421 Invalid Password. Your account has been blocked. Please try again later\n"u8,
            AnswerKind.Blocked =>
                "421 Your account is blocked due to multiple login failures. Please try again later\n"u8,
            AnswerKind.AddressHeldBack => "421 Too many failed log-ins from your address. Please try again later\n"u8,
            AnswerKind.LogInHeldBack => "450 Too many log-ins at once. Please try again later\n"u8,
            AnswerKind.SendUserFirst => "503 Send USER first\n"u8,
            AnswerKind.LoggedInAlready => "503 You are logged in already\n"u8,
            AnswerKind.PleaseLogIn => "530 Please log in\n"u8,
            AnswerKind.Bye => "221 Bye!\n"u8,
            AnswerKind.TimedOut => "421 Timed out\n"u8,
            AnswerKind.ServerStops => "421 The server stops\n"u8,
            AnswerKind.Ok => "200 OK\n"u8,
            AnswerKind.LineTooLong => "500 Line too long\n"u8,
            AnswerKind.NotText => "501 Not printable UTF-8 text\n"u8,
            AnswerKind.InvalidCommand => "500 Error. Invalid command!\n"u8,
            AnswerKind.Subscribed => "200 Subscribed\n"u8,
            AnswerKind.Unsubscribed => "200 Unsubscribed\n"u8,
            AnswerKind.OfferToSelf => "550 A file cannot be sent to yourself\n"u8,
            AnswerKind.HiddenSender =>
                "550 A file of a user whose name begins with a dot would be hidden where it arrives\n"u8,
            AnswerKind.OffersHeldBack => "450 Too many offers in a short time. Please try again later\n"u8,
            AnswerKind.TooManyOffers => "450 Too many files on offer. Please try again later\n"u8,
            AnswerKind.PathsHeldBack => "450 Too many addresses in a short time. Please try again later\n"u8,
            AnswerKind.NoRelay => "550 The server relays no files\n"u8,
            AnswerKind.RelayFull => "450 Too many files are relayed. Please try again later\n"u8,
            AnswerKind.Bound => "200 Relayed from here on\n"u8,
            AnswerKind.NoSuchTicket => "550 There is no such ticket\n"u8,
            AnswerKind.NothingToTake => "503 TAKE follows 532 only\n"u8,
            AnswerKind.TakenOver => "421 Taken over\n"u8,
            AnswerKind.Disconnected => "421 Disconnected by the server\n"u8,
            AnswerKind.LogUnavailable => "451 The log cannot be reached\n"u8,
            AnswerKind.OutOfStorage => "452 Insufficient storage\n"u8,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This answer has no fixed words."),
        };

    // What a program has to know of this server.
    private void WriteFacts(Timestamp now)
    {
        var offset = timestamps.Zone.GetUtcOffset(now.ToDateTimeOffset());
        var sign = offset < TimeSpan.Zero ? "-" : "+";
        Bytes("200-idle-timeout "u8).Number((long)IdleTimeout.TotalSeconds);
        Bytes("\n200-time-zone "u8)
            .Text(sign + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture))
            .Bytes(" "u8)
            .Text(timestamps.Zone.Id);
        Bytes("\n200-own\n200 OK\n"u8);
    }

    private void WriteHelp()
    {
        foreach (var verb in Commands.Listed)
        {
            Bytes("214-"u8).Bytes(Commands.UsageOf(verb)).Bytes(" - "u8).Bytes(Commands.PurposeOf(verb)).Bytes("\n"u8);
        }

        Bytes("214 End\n"u8);
    }
}
