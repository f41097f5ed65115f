using System.Runtime.CompilerServices;

namespace Forum.Reactive.Protocol;

/// <summary>
/// One request line, parsed. A small value, so that a stream of requests costs no objects but the texts that they carry.
/// </summary>
public readonly struct Request
{
    private readonly object? _argument;

    private Request(
        Verb verb,
        object? argument = null,
        long number = 0,
        TimestampReading time = default,
        AnswerKind refusal = default
    )
    {
        Verb = verb;
        _argument = argument;
        Number = number;
        Time = time;
        Refusal = refusal;
    }

    /// <summary>What is asked for.</summary>
    public Verb Verb { get; }

    /// <summary>For <see cref="Verb.Invalid"/>: the answer that the line gets.</summary>
    public AnswerKind Refusal { get; }

    /// <summary>A message's number, a UDP port, an offer's number, or the log-in that ends, as the verb has it; never negative.</summary>
    public long Number { get; }

    /// <summary>The timestamp of DLT, EDT and RDM.</summary>
    public TimestampReading Time { get; }

    /// <summary>The message of MSG and EDT, or the password of PASS, in UTF-8; owned by this request.</summary>
    public byte[] Text => _argument as byte[] ?? [];

    /// <summary>The user name of USER and FORGET.</summary>
    public string Name => _argument as string ?? "";

    /// <summary>For <see cref="Verb.Invalid"/>: the verb whose usage the answer shows.</summary>
    public Verb UsageOf => (Verb)Number;

    /// <summary>The parts of a request that has its own type for them: a log-in, an offer, an acceptance.</summary>
    public T Details<T>()
        where T : class => Unsafe.As<T>(_argument!);

    internal static Request Of(Verb verb) => new(verb);

    internal static Request WithNumber(Verb verb, long number) => new(verb, number: number);

    internal static Request User(string name) => new(Verb.User, name);

    internal static Request Forget(string name) => new(Verb.Forget, name);

    internal static Request Lapse(long offerId) => new(Verb.Lapse, number: offerId);

    internal static Request Pass(byte[] password) => new(Verb.Pass, password);

    internal static Request LogIn(LogInAttempt attempt) => new(Verb.Pass, attempt);

    internal static Request Msg(byte[] text) => new(Verb.Msg, text);

    internal static Request Dlt(long number, TimestampReading time) => new(Verb.Dlt, null, number, time);

    internal static Request Edt(long number, TimestampReading time, byte[] text) => new(Verb.Edt, text, number, time);

    internal static Request Rdm(TimestampReading since) => new(Verb.Rdm, time: since);

    internal static Request Offer(OfferDetails offer) => new(Verb.Offer, offer);

    internal static Request Accept(long offerId, AcceptDetails details) => new(Verb.Accept, details, offerId);

    internal static Request Decline(long offerId, string reason) => new(Verb.Decline, reason, offerId);

    internal static Request Refused(AnswerKind refusal) => new(Verb.Invalid, refusal: refusal);

    internal static Request Misused(Verb verb) => new(Verb.Invalid, number: (long)verb, refusal: AnswerKind.Usage);
}

/// <summary>A log-in as the log sees it: the password was checked where the connection is, and is not part of it.</summary>
internal sealed record LogInAttempt(string User, bool PasswordIsRight, string Address, int UdpPort);

/// <summary>What OFFER says of a file.</summary>
/// <param name="Receiver">The user who is offered the file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits, or <c>-</c>: the digest comes with the transfer.</param>
/// <param name="PublicKey">The sender's ephemeral key: P-256, SubjectPublicKeyInfo, DER, base64.</param>
/// <param name="FileName">Name without a path.</param>
public sealed record OfferDetails(string Receiver, long Size, string Sha256, string PublicKey, string FileName);

/// <summary>Where and under which key the receiver of an offer awaits it.</summary>
/// <param name="UdpPort">1 to 65535.</param>
/// <param name="PublicKey">The receiver's ephemeral key, as the sender's.</param>
public sealed record AcceptDetails(int UdpPort, string PublicKey);
