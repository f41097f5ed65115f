using Forum.Reactive.Protocol;

namespace Forum.Reactive.Log;

/// <summary>
/// What is done: a small value, so that a stream of acts costs no objects but the texts and details that they carry. Each kind
/// has its factory; what a kind does not have, its accessor refuses with an <see cref="InvalidOperationException"/>.
/// </summary>
#pragma warning disable CA1708 // Login is the number of a log-in, LogIn the act: for languages without case, one of them is hidden.
public readonly partial struct Act
#pragma warning restore CA1708
{
    private readonly object? _payload; // Of the type that the kind's accessor names
    private readonly byte _choice; // An enum or a flag, as the kind has it

    private Act(
        ActKind kind,
        long login = 0,
        long number = 0,
        TimestampReading time = default,
        object? payload = null,
        byte choice = 0
    )
    {
        Kind = kind;
        Login = login;
        Number = number;
        Time = time;
        _payload = payload;
        _choice = choice;
    }

    /// <summary>What is done.</summary>
    public ActKind Kind { get; }

    /// <summary>The number of the log-in that it belongs to; 0: none.</summary>
    public long Login { get; }

    /// <summary>The number of a node, a message or an offer, or a UDP port, as the kind has it; else 0.</summary>
    public long Number { get; }

    /// <summary>The timestamp of EDT, DLT and RDM; else the default.</summary>
    public TimestampReading Time { get; }

    /// <summary>Whether it can change the state, and so is stored and sent to other nodes.</summary>
    public bool IsDurable => Kind.IsDurable();

    /// <summary>Of <see cref="ActKind.Rules"/>: what holds from here on.</summary>
    public ForumRules Rules => Payload<ForumRules>(Kind == ActKind.Rules);

    /// <summary>Of <see cref="ActKind.Clock"/>: what the clock shows.</summary>
    public ClockDetails Clock => Payload<ClockDetails>(Kind == ActKind.Clock);

    /// <summary>Of <see cref="ActKind.LogIn"/>: who, and how it went so far.</summary>
    public LogInDetails Attempt => Payload<LogInDetails>(Kind == ActKind.LogIn);

    /// <summary>Of <see cref="ActKind.LogOut"/>: how the log-in ends.</summary>
    public LogOutReason Reason => Kind == ActKind.LogOut ? (LogOutReason)_choice : throw Without(nameof(Reason));

    /// <summary>
    /// Of <see cref="ActKind.Post"/>, <see cref="ActKind.Edit"/>, <see cref="ActKind.Decline"/> (why), <see cref="ActKind.Paths"/>,
    /// and <see cref="ActKind.Capabilities"/>: what the user wrote, in UTF-8. Nobody changes it any more.
    /// </summary>
#pragma warning disable CA1819 // The bytes become the message's own, without a copy.
    public byte[] Text => Payload<byte[]>(true);
#pragma warning restore CA1819

    /// <summary>Of <see cref="ActKind.PostAs"/>: in whose name, and what.</summary>
    public PostAsDetails Posting => Payload<PostAsDetails>(Kind == ActKind.PostAs);

    /// <summary>Of <see cref="ActKind.Offer"/>: to whom, and what.</summary>
    public OfferDetails Offered => Payload<OfferDetails>(Kind == ActKind.Offer);

    /// <summary>Of <see cref="ActKind.Accept"/>: where the file is awaited.</summary>
    public AcceptDetails Acceptance => Payload<AcceptDetails>(Kind == ActKind.Accept);

    /// <summary>Of <see cref="ActKind.Forget"/> and <see cref="ActKind.User"/>: a user's name.</summary>
    public string Name => Payload<string>(Kind is ActKind.Forget or ActKind.User);

    /// <summary>Of <see cref="ActKind.Read"/>: whether messages after <see cref="Number"/> are meant, not those since <see cref="Time"/>.</summary>
    public bool IsAfterNumber =>
        Kind == ActKind.Read ? (_choice & AfterNumber) != 0 : throw Without(nameof(IsAfterNumber));

    /// <summary>Of <see cref="ActKind.Read"/> and <see cref="ActKind.List"/>: whether the client's program asks for itself.</summary>
    public bool IsOwn => Kind is ActKind.Read or ActKind.List ? (_choice & Own) != 0 : throw Without(nameof(IsOwn));

    /// <summary>Of <see cref="ActKind.Refuse"/>: the answer.</summary>
    internal Answer Answer =>
        Kind == ActKind.Refuse
            ? new Answer((AnswerKind)_choice, Number, Time.Earliest, _payload)
            : throw Without(nameof(Answer));

    /// <inheritdoc/>
    public override string ToString() => Login == 0 ? $"{Kind}" : $"{Kind} by {Login}";

    private T Payload<T>(bool isOfKind)
        where T : class => isOfKind && _payload is T payload ? payload : throw Without(typeof(T).Name);

    private InvalidOperationException Without(string what) => new($"An act of the kind {Kind} has no {what}.");
}
