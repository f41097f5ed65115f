using System.Collections.Immutable;
using Forum.ClientApp.Editing;
using Forum.ClientApp.Keys;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Where the client stands with the server.</summary>
internal enum Phase
{
    /// <summary>The first attempt to reach the server.</summary>
    Connecting,
    AskingName,
    AskingPassword,
    LoggingIn,

    /// <summary>Whether to end the user's other session, of which the server told.</summary>
    AskingTakeOver,
    Online,

    /// <summary>The server was lost; the next attempt comes after a pause.</summary>
    Offline,

    /// <summary>The server is being reached again, and the user logged in again.</summary>
    Rejoining,

    /// <summary>Good-bye was said; the answer to it ends the program.</summary>
    Leaving,
}

/// <summary>
/// Everything that the client knows and shows, as one value. <see cref="Fold"/> makes the next from it and from what
/// happened; a face draws it.
/// </summary>
internal sealed record ClientState
{
    /// <summary>What does not change.</summary>
    public required ClientSettings Settings { get; init; }

    /// <summary>When the last thing happened.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>The terminal.</summary>
    public ScreenState Screen { get; init; } = new();

    /// <summary>How many lines were read, where lines are read instead of keys.</summary>
    public int LinesRead { get; init; }

    /// <summary>Where the client stands with the server.</summary>
    public Phase Phase { get; init; }

    /// <summary>The connection, the attempts and the requests on their way.</summary>
    public ServerLink Link { get; init; } = new();

    /// <summary>The user's name; empty before it was entered.</summary>
    public string Name { get; init; } = "";

    /// <summary>The password, held in memory so that the client can log in again by itself.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whether the user was logged in in this run.</summary>
    public bool HasJoined { get; init; }

    /// <summary>Whether the server has refused a log-in in this run.</summary>
    public bool WasRefused { get; init; }

    /// <summary>The line being typed, its history, and the choices for completing it.</summary>
    public PromptLine Prompt { get; init; } = new();

    /// <summary>What stands above the prompt.</summary>
    public Transcript Transcript { get; init; } = Transcript.Empty;

    /// <summary>Commands that wait for the server to be back, oldest first.</summary>
    public ImmutableList<string> Waiting { get; init; } = [];

    /// <summary>What is known of the board and of who is there.</summary>
    public BoardKnowledge Board { get; init; } = new();

    /// <summary>How much of the live feed may still be shown, and what was skipped.</summary>
    public FeedBudget Budget { get; init; } = FeedBudget.Full;

    /// <summary>Files offered and on their way.</summary>
    public FileTraffic Files { get; init; } = new();

    /// <summary>What this step wants done outside; emptied before the next.</summary>
    public ImmutableList<Effect> Effects { get; init; } = [];

    /// <summary>Set when the program is to end with this code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether a plain face may hand in the next line: what was asked before is answered.</summary>
    public bool WantsLine =>
        ExitCode is null
        && Phase switch
        {
            Phase.AskingName or Phase.AskingPassword => true,
            Phase.Online => Link.Unanswered.IsEmpty && !Files.LeaveWhenDone && !Files.AwaitsParts,
            _ => false,
        };

    /// <summary>Adds something to what is shown.</summary>
    public ClientState Show(Entry entry) => this with { Transcript = Transcript.Add(entry) };

    /// <summary>Adds a line to what is shown.</summary>
    public ClientState Say(string text, Tone tone = Tone.Plain) => Show(new Notice(text, tone));

    /// <summary>Adds something to be done outside.</summary>
    public ClientState Do(Effect effect) => this with { Effects = Effects.Add(effect) };

    /// <summary>Ends the program.</summary>
    public ClientState Exit(int code) => this with { ExitCode = code };

    /// <summary>Sends a request that no user typed: marked as such where the server knows the mark.</summary>
    public ClientState AskOwn(Purpose purpose, string line) => Ask(purpose, Link.Facts.TakesOwn ? $"OWN {line}" : line);

    /// <summary>Sends a request and remembers why.</summary>
    public ClientState Ask(Purpose purpose, string line) =>
        (this with { Link = Link.Sent(new SentRequest(purpose, line, Now)) }).Do(new Send(line));
}

/// <summary>What the painter must know of the terminal.</summary>
internal sealed record ScreenState
{
    /// <summary>Its size.</summary>
    public TerminalSize Size { get; init; } = TerminalSize.Usual;

    /// <summary>How often the user wanted it cleared.</summary>
    public int Clears { get; init; }

    /// <summary>How often it was to ring.</summary>
    public int Rings { get; init; }

    /// <summary>How often something else wrote on it, so that nothing is known to stand where it was painted.</summary>
    public int Losses { get; init; }

    /// <summary>Cleared once more.</summary>
    public ScreenState Cleared() => this with { Clears = Clears + 1 };

    /// <summary>Ringing once more.</summary>
    public ScreenState Rung() => this with { Rings = Rings + 1 };

    /// <summary>Written on by others once more.</summary>
    public ScreenState Lost() => this with { Losses = Losses + 1 };
}

/// <summary>The line at the prompt.</summary>
internal sealed record PromptLine
{
    /// <summary>What is being typed.</summary>
    public LineEditor Editor { get; init; } = LineEditor.Empty;

    /// <summary>What was entered before.</summary>
    public History History { get; init; } = History.Empty;

    /// <summary>What Tab offers, shown until the next key.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The command that an entered line may have meant, offered until the next key; empty if none is.</summary>
    public string Suggestion { get; init; } = "";

    /// <summary>The search through the history that goes on; null if none does.</summary>
    public HistorySearch? Search { get; init; }

    /// <summary>The line as it was before each change, the newest first.</summary>
    public ImmutableStack<LineEditor> Undo { get; init; } = [];

    /// <summary>Lines that were pasted, about which the user is asked; empty if nobody is.</summary>
    public ImmutableArray<string> Pasted { get; init; } = [];

    /// <summary>Until when another Ctrl-C leaves.</summary>
    public DateTimeOffset LeavesUntil { get; init; }

    /// <summary>The text before the cursor for which choices were asked of the server or of the disk; null if none were.</summary>
    public string? Awaiting { get; init; }

    /// <summary>When they were asked for.</summary>
    public DateTimeOffset AwaitingSince { get; init; }

    /// <summary>Keys pressed while there was nothing to type at; they follow when there is.</summary>
    public ImmutableQueue<Key> TypedAhead { get; init; } = [];

    /// <summary>How many keys those are.</summary>
    public int TypedAheadCount { get; init; }
}

/// <summary>The connection to the server.</summary>
internal sealed record ServerLink
{
    /// <summary>Number of the present connection, or of the attempt; each new one is one higher.</summary>
    public int Connection { get; init; }

    /// <summary>Whether the connection stands.</summary>
    public bool IsUp { get; init; }

    /// <summary>Whether the server awaits the password and not the name.</summary>
    public bool IsNameAccepted { get; init; }

    /// <summary>What the server said of itself.</summary>
    public ServerFacts Facts { get; init; } = ServerFacts.Unknown;

    /// <summary>Whether the user wants the next log-in to end his other session.</summary>
    public bool TakesOver { get; init; }

    /// <summary>Attempts since the connection was lost.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is made; null unless waiting for it.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Why the connection ended.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the server said unasked before it hangs up; empty if nothing.</summary>
    public string Farewell { get; init; } = "";

    /// <summary>Requests without an answer, oldest first: answers come in the order of requests.</summary>
    public ImmutableQueue<SentRequest> Unanswered { get; init; } = [];

    /// <summary>When something was last sent.</summary>
    public DateTimeOffset LastSent { get; init; }

    /// <summary>State of the generator of the jitter in pauses.</summary>
    public ulong Jitter { get; init; }

    /// <summary>With one more request on its way.</summary>
    public ServerLink Sent(SentRequest request) =>
        this with
        {
            Unanswered = Unanswered.Enqueue(request),
            LastSent = request.SentAt,
        };
}
