namespace Forum.Reactive.Protocol;

/// <summary>
/// One request line, parsed. A small value, so that a stream of requests costs no objects but the texts that they carry.
/// </summary>
internal readonly struct Request
{
    private const long SinceTime = -1;

    private readonly object? _argument;

    private Request(
        Verb verb,
        object? argument = null,
        long number = 0,
        TimestampReading time = default,
        AnswerKind refusal = default,
        bool isOwn = false
    )
    {
        Verb = verb;
        _argument = argument;
        Number = number;
        Time = time;
        Refusal = refusal;
        IsOwn = isOwn;
    }

    /// <summary>What is asked for.</summary>
    public Verb Verb { get; }

    /// <summary>For <see cref="Verb.Invalid"/>: the answer that the line gets.</summary>
    public AnswerKind Refusal { get; }

    /// <summary>A message's number, a UDP port or an offer's number, as the verb has it.</summary>
    public long Number { get; }

    /// <summary>The timestamp of DLT, EDT and RDM.</summary>
    public TimestampReading Time { get; }

    /// <summary>The message of MSG and EDT, the password of PASS, or the words of DECLINE and CAP, in UTF-8; owned by this
    /// request.</summary>
    public byte[] Text => _argument as byte[] ?? [];

    /// <summary>The user name of USER.</summary>
    public string Name => _argument as string ?? "";

    /// <summary>For <see cref="Verb.Invalid"/>: the verb whose usage the answer shows.</summary>
    public Verb UsageOf => (Verb)Number;

    /// <summary>Of OFFER: the file.</summary>
    public OfferDetails Offered => (OfferDetails)_argument!;

    /// <summary>Of ACCEPT: where the file is awaited.</summary>
    public AcceptDetails Acceptance => (AcceptDetails)_argument!;

    /// <summary>Of RDM: whether messages after <see cref="Number"/> are asked for, not those since <see cref="Time"/>.</summary>
    public bool IsAfterNumber => Verb == Verb.Rdm && Number != SinceTime;

    /// <summary>Of RDM and ATU: whether the client's program asks for itself, so that nobody is told that a user did.</summary>
    public bool IsOwn { get; }

    /// <summary>The same request, made by the program.</summary>
    internal Request AsOwn() => new(Verb, _argument, Number, Time, Refusal, isOwn: true);

    internal static Request Of(Verb verb) => new(verb);

    internal static Request WithNumber(Verb verb, long number) => new(verb, number: number);

    internal static Request User(string name) => new(Verb.User, name);

    internal static Request Pass(byte[] password) => new(Verb.Pass, password);

    internal static Request Msg(byte[] text) => new(Verb.Msg, text);

    internal static Request Dlt(long number, TimestampReading time) => new(Verb.Dlt, null, number, time);

    internal static Request Edt(long number, TimestampReading time, byte[] text) => new(Verb.Edt, text, number, time);

    internal static Request Rdm(TimestampReading since) => new(Verb.Rdm, number: SinceTime, time: since);

    internal static Request RdmAfter(long number) => new(Verb.Rdm, number: number);

    internal static Request WithText(Verb verb, byte[] text, long number = 0) => new(verb, text, number);

    internal static Request Offer(OfferDetails offer) => new(Verb.Offer, offer);

    internal static Request Accept(long offerId, AcceptDetails details) => new(Verb.Accept, details, offerId);

    internal static Request Refused(AnswerKind refusal) => new(Verb.Invalid, refusal: refusal);

    internal static Request Misused(Verb verb) => new(Verb.Invalid, number: (long)verb, refusal: AnswerKind.Usage);
}

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
