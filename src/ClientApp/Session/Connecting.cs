using System.Collections.Immutable;

namespace Forum.ClientApp.Session;

/// <summary>Reaching the server, losing it, and reaching it again.</summary>
internal static class Connecting
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortAttempt = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongAttempt = TimeSpan.FromSeconds(10);

    /// <summary>Connects under the next number.</summary>
    public static ClientState BeginToConnect(this ClientState state)
    {
        var link = state.Link with
        {
            Connection = state.Link.Connection + 1,
            IsUp = false,
            IsNameAccepted = false,
            Farewell = "",
            NextAttempt = null,
            Unanswered = [],
        };
        return (state with { Link = link }).Do(new Connect(link.Connection, PatienceOf(link.Attempts)));
    }

    /// <summary>The pause is over.</summary>
    public static ClientState Reconnect(this ClientState state) =>
        state.Phase == Phase.Offline ? (state with { Phase = Phase.Rejoining }).BeginToConnect() : state;

    /// <summary>The server is there: tell the UDP port, which it logs with the log-in, and log in.</summary>
    public static ClientState BeConnected(this ClientState state)
    {
        state = state with { Link = state.Link with { IsUp = true, LastSent = state.Now } };
        state = state.Ask(Purpose.Facts, "CAP zone");
        if (state.Settings.UdpPort != 0)
        {
            state = state.Ask(Purpose.Port, $"PORT {state.Settings.UdpPort}");
        }

        return state.Phase switch
        {
            Phase.Connecting => (state with { Phase = Phase.AskingName }).TypeWhatWasTypedAhead(),
            Phase.LoggingIn or Phase.Rejoining => state.SendName(),
            _ => state,
        };
    }

    /// <summary>The connection could not be made, or has ended.</summary>
    public static ClientState LoseConnection(this ClientState state, string reason)
    {
        state = state with { Link = state.Link with { IsUp = false, IsNameAccepted = false } };
        reason = state.Link.Farewell.Length > 0 ? state.Link.Farewell : reason;
        return state.Phase switch
        {
            Phase.Connecting => state.Say($"Cannot reach the server at {Address(state)}: {reason}", Tone.Error).Exit(1),
            Phase.Leaving => state.Exit(0),
            Phase.Offline => state, // The end of a connection that was given up already.
            _ when state.Settings.IsPlain => state
                .Say($"The connection to the server was lost: {reason}", Tone.Error)
                .Exit(1),
            Phase.AskingName or Phase.AskingPassword => state,
            Phase.AskingTakeOver => state.Say($"The connection to the server was lost: {reason}", Tone.Error).Refuse(),
            _ => state.GoOffline(reason),
        };
    }

    /// <summary>Waits before the next attempt; each pause is twice as long as the one before, give or take a quarter.</summary>
    public static ClientState GoOffline(this ClientState state, string reason)
    {
        if (state.Phase is Phase.Online or Phase.LoggingIn)
        {
            state = state.TellOfLoss(reason);
        }

        var (pause, jitter) = PauseAfter(state.Link.Attempts, state.Link.Jitter);
        var link = state.Link with
        {
            IsUp = false,
            Attempts = state.Link.Attempts + 1,
            NextAttempt = state.Now + pause,
            Reason = reason,
            Unanswered = [],
            Jitter = jitter,
        };
        return (state with { Phase = Phase.Offline, Link = link }).Do(new Pause(link.Connection, pause));
    }

    /// <summary>Speaks when nothing was said for a minute, or for a third of what the server bears, so that neither takes the other for gone.</summary>
    public static ClientState KeepAlive(this ClientState state) =>
        state.Phase == Phase.Online && state.Now - state.Link.LastSent >= QuietTime(state.Link.Facts)
            ? state.Ask(Purpose.KeepAlive, "NOOP")
            : state;

    /// <summary>Takes a server that owes an answer for half a minute for lost, and a good-bye for said after two seconds.</summary>
    public static ClientState WaitNoLonger(this ClientState state)
    {
        if (state.Link.Unanswered.IsEmpty)
        {
            return state;
        }

        var waited = state.Now - state.Link.Unanswered.Peek().SentAt;
        if (state.Phase == Phase.Leaving && waited >= Leaving.Patience)
        {
            return state.Exit(0);
        }

        return waited >= Patience ? state.Do(new Disconnect()).LoseConnection("it does not answer") : state;
    }

    /// <summary>The server's address as the user gave it.</summary>
    public static string Address(ClientState state) => $"{state.Settings.Host}:{state.Settings.Port}";

    private static ClientState TellOfLoss(this ClientState state, string reason)
    {
        state = state.Say(
            $"The connection to the server was lost: {reason}. Connecting again; what you enter meanwhile waits.",
            Tone.Error
        );
        foreach (var request in state.Link.Unanswered)
        {
            if (request.Purpose is Purpose.Typed)
            {
                state = state.Say(
                    $"No answer came to \"{request.Line}\": perhaps it was done, perhaps not. Look with RDM before you repeat it.",
                    Tone.Warning
                );
            }
        }

        return state with
        {
            Board = state.Board with { Others = null, KnowsOwn = false, Held = null },
        };
    }

    private static TimeSpan QuietTime(ServerFacts facts) =>
        facts.IdleTimeout / 3 < LongestQuiet ? facts.IdleTimeout / 3 : LongestQuiet;

    // Short ones, so that a network that comes back is noticed soon; every fourth is for a server that is far away.
    private static TimeSpan PatienceOf(int attempts) => attempts % 4 == 0 ? LongAttempt : ShortAttempt;

    private static (TimeSpan Pause, ulong Jitter) PauseAfter(int attempts, ulong jitter)
    {
        var doubled = FirstPause * Math.Pow(2, Math.Min(attempts, 16));
        var (fraction, next) = Fraction(jitter);
        return ((doubled < LongestPause ? doubled : LongestPause) * (0.75 + (fraction / 2)), next);
    }

    // SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), its top 53 bits as a fraction.
    private static (double Fraction, ulong Next) Fraction(ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53)), state);
    }
}
