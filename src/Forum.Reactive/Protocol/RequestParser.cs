using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>
/// Lines in, requests out: pure, and without a state but the time zone. Arguments are separated by exactly one space; a
/// message is everything after the space before it, as typed.
/// </summary>
internal sealed class RequestParser(TimestampFormat timestamps)
{
    private const int MaxReasonLength = 256;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>Parses one line without its line end. Never throws.</summary>
    public Request Parse(ReadOnlySpan<byte> line)
    {
        if (!PrintableText.IsValid(line))
        {
            return Request.Refused(AnswerKind.NotText);
        }

        var space = line.IndexOf((byte)' ');
        var verb = VerbOf(space < 0 ? line : line[..space]);
        if (verb == Verb.Invalid)
        {
            return Request.Refused(AnswerKind.InvalidCommand);
        }

        var hasArguments = space >= 0;
        var arguments = hasArguments ? line[(space + 1)..] : default;
        return TakesArguments(verb) ? ParseArguments(verb, arguments)
            : hasArguments ? Request.Misused(verb)
            : Request.Of(verb);
    }

    private static bool TakesArguments(Verb verb) =>
        verb is not (Verb.Out or Verb.Noop or Verb.Help or Verb.Atu or Verb.Sub or Verb.Unsub or Verb.Take);

    private Request ParseArguments(Verb verb, ReadOnlySpan<byte> arguments) =>
        verb switch
        {
            Verb.Msg => IsBlank(arguments) ? Request.Misused(verb) : Request.Msg(arguments.ToArray()),
            Verb.Dlt => ParseDelete(arguments),
            Verb.Edt => ParseEdit(arguments),
            Verb.Rdm => ParseRead(arguments),
            Verb.User => UserName.IsValid(arguments)
                ? Request.User(Encoding.ASCII.GetString(arguments))
                : Request.Misused(verb),
            Verb.Pass => arguments.IsEmpty ? Request.Misused(verb) : Request.Pass(arguments.ToArray()),
            Verb.Port => TryNumber(arguments, out var port) && port <= ushort.MaxValue
                ? Request.WithNumber(verb, port)
                : Request.Misused(verb),
            Verb.Offer => ParseOffer(arguments),
            Verb.Accept => ParseAccept(arguments),
            Verb.Decline => ParseDecline(arguments),
            Verb.Cancel or Verb.Relay => TryNumber(arguments, out var offer)
                ? Request.WithNumber(verb, offer)
                : Request.Misused(verb),
            Verb.Paths => ParsePaths(arguments),
            Verb.Bind => RelayWire.TryParse(arguments, out _)
                ? Request.WithText(verb, arguments.ToArray())
                : Request.Misused(verb),
            Verb.Cap => IsBlank(arguments) ? Request.Misused(verb) : Request.WithText(verb, arguments.ToArray()),
            Verb.Own => ParseOwn(arguments),
            _ => Request.Refused(AnswerKind.InvalidCommand),
        };

    private Request ParseOwn(ReadOnlySpan<byte> arguments) =>
        Parse(arguments) is { Verb: Verb.Rdm or Verb.Atu } request ? request.AsOwn() : Request.Misused(Verb.Own);

    private Request ParseRead(ReadOnlySpan<byte> arguments)
    {
        if (arguments is [(byte)'#', .. var digits])
        {
            return TryNumber(digits, out var number) ? Request.RdmAfter(number) : Request.Misused(Verb.Rdm);
        }

        return timestamps.TryParse(arguments, out var since) ? Request.Rdm(since) : Request.Misused(Verb.Rdm);
    }

    private Request ParseDelete(ReadOnlySpan<byte> arguments) =>
        TryNumberAndTime(ref arguments, out var number, out var time) && arguments.IsEmpty
            ? Request.Dlt(number, time)
            : Request.Misused(Verb.Dlt);

    private Request ParseEdit(ReadOnlySpan<byte> arguments) =>
        TryNumberAndTime(ref arguments, out var number, out var time)
        && !arguments.IsEmpty
        && arguments[0] == ' '
        && !IsBlank(arguments[1..])
            ? Request.Edt(number, time, arguments[1..].ToArray())
            : Request.Misused(Verb.Edt);

    private bool TryNumberAndTime(ref ReadOnlySpan<byte> rest, out long number, out TimestampReading time)
    {
        time = default;
        var word = NextWord(ref rest);
        if (!word.IsEmpty && word[0] == '#')
        {
            word = word[1..];
        }

        if (
            !TryNumber(word, out number)
            || rest.Length < TimestampFormat.Length
            || !timestamps.TryParse(rest[..TimestampFormat.Length], out time)
        )
        {
            return false;
        }

        rest = rest[TimestampFormat.Length..];
        return true;
    }

    private static Request ParseOffer(ReadOnlySpan<byte> rest)
    {
        var receiver = NextWord(ref rest);
        var size = NextWord(ref rest);
        var digest = NextWord(ref rest);
        var key = NextWord(ref rest);
        return
            UserName.IsValid(receiver)
            && TryNumber(size, out var bytes)
            && IsDigest(digest)
            && P256PublicKey.IsValid(key)
            && FileName.IsValid(rest)
            ? Request.Offer(
                new OfferDetails(Text(receiver), bytes, Text(digest).ToLowerInvariant(), Text(key), Text(rest))
            )
            : Request.Misused(Verb.Offer);
    }

    private static Request ParseAccept(ReadOnlySpan<byte> rest)
    {
        var isOffer = TryNumber(NextWord(ref rest), out var offer);
        var isPort = TryNumber(NextWord(ref rest), out var port) && port is >= 1 and <= ushort.MaxValue;
        return isOffer && isPort && P256PublicKey.IsValid(rest)
            ? Request.Accept(offer, new AcceptDetails((int)port, Text(rest)))
            : Request.Misused(Verb.Accept);
    }

    private static Request ParseDecline(ReadOnlySpan<byte> rest) =>
        TryNumber(NextWord(ref rest), out var offer) && rest.Length <= MaxReasonLength
            ? Request.WithText(Verb.Decline, rest.ToArray(), offer)
            : Request.Misused(Verb.Decline);

    private static Request ParsePaths(ReadOnlySpan<byte> rest) =>
        TryNumber(NextWord(ref rest), out var offer) && PathList.IsValid(rest)
            ? Request.WithText(Verb.Paths, rest.ToArray(), offer)
            : Request.Misused(Verb.Paths);

    /// <summary>Takes what stands before the next space, and the space, off <paramref name="rest"/>.</summary>
    private static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> rest)
    {
        var space = rest.IndexOf((byte)' ');
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? default : rest[(space + 1)..];
        return word;
    }

    private static bool TryNumber(ReadOnlySpan<byte> word, out long number)
    {
        number = 0;
        return word.Length is >= 1 and <= 18
            && !word.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(word, out number, out _);
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept((byte)' ');

    private static bool IsDigest(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("-"u8) || (word.Length == 64 && !word.ContainsAnyExcept(HexDigits));

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static Verb VerbOf(ReadOnlySpan<byte> word) =>
        word switch
        {
            [(byte)'M', (byte)'S', (byte)'G'] => Verb.Msg,
            [(byte)'R', (byte)'D', (byte)'M'] => Verb.Rdm,
            [(byte)'D', (byte)'L', (byte)'T'] => Verb.Dlt,
            [(byte)'E', (byte)'D', (byte)'T'] => Verb.Edt,
            [(byte)'A', (byte)'T', (byte)'U'] => Verb.Atu,
            [(byte)'O', (byte)'U', (byte)'T'] => Verb.Out,
            [(byte)'S', (byte)'U', (byte)'B'] => Verb.Sub,
            [(byte)'C', (byte)'A', (byte)'P'] => Verb.Cap,
            [(byte)'O', (byte)'W', (byte)'N'] => Verb.Own,
            _ when word.SequenceEqual("NOOP"u8) => Verb.Noop,
            _ when word.SequenceEqual("USER"u8) => Verb.User,
            _ when word.SequenceEqual("PASS"u8) => Verb.Pass,
            _ when word.SequenceEqual("PORT"u8) => Verb.Port,
            _ when word.SequenceEqual("HELP"u8) => Verb.Help,
            _ when word.SequenceEqual("UNSUB"u8) => Verb.Unsub,
            _ when word.SequenceEqual("OFFER"u8) => Verb.Offer,
            _ when word.SequenceEqual("ACCEPT"u8) => Verb.Accept,
            _ when word.SequenceEqual("DECLINE"u8) => Verb.Decline,
            _ when word.SequenceEqual("CANCEL"u8) => Verb.Cancel,
            _ when word.SequenceEqual("PATHS"u8) => Verb.Paths,
            _ when word.SequenceEqual("RELAY"u8) => Verb.Relay,
            _ when word.SequenceEqual("BIND"u8) => Verb.Bind,
            _ when word.SequenceEqual("TAKE"u8) => Verb.Take,
            _ => Verb.Invalid,
        };
}
