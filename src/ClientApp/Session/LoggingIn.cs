using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Asking for name and password, and logging in with them: first by the user's hand, after a loss by itself.</summary>
internal static class LoggingIn
{
    private const int RefusedExit = 3;
    private const string TakeHint = "TAKE ends that session";
    private const int LongestPassword = Commands.LongestLine - 5; // What a line leaves beside PASS.

    /// <summary>A name was entered.</summary>
    public static ClientState EnterName(this ClientState state, string name)
    {
        if (name.Length == 0)
        {
            return state;
        }

        return UserName.IsValid(name)
            ? state with
            {
                Name = name,
                Phase = Phase.AskingPassword,
            }
            : state.Say("A user name has 1 to 64 letters, digits and . _ - @ +. Please try again", Tone.Error).Refuse();
    }

    /// <summary>A password was entered.</summary>
    public static ClientState EnterPassword(this ClientState state, string password)
    {
        if (password.Length == 0)
        {
            return state;
        }

        if (!PrintableText.IsValid(Encoding.UTF8.GetBytes(password)))
        {
            return state.Say("A password has no control characters. Please try again", Tone.Error).AskPasswordAgain();
        }

        if (Encoding.UTF8.GetByteCount(password) > LongestPassword)
        {
            return state
                .Say($"A password has at most {LongestPassword} bytes. Please try again", Tone.Error)
                .AskPasswordAgain();
        }

        state = state with { Password = password, Phase = Phase.LoggingIn };
        if (!state.Link.IsUp)
        {
            return state.BeginToConnect();
        }

        return state.Link.IsNameAccepted ? state.SendPassword() : state.SendName();
    }

    /// <summary>Sends the name.</summary>
    public static ClientState SendName(this ClientState state) => state.Ask(Purpose.Name, $"USER {state.Name}");

    /// <summary>The answer to <c>USER</c>.</summary>
    public static ClientState TakeNameAnswer(this ClientState state, Reply reply) =>
        reply.IsSuccess ? (state with { Link = state.Link with { IsNameAccepted = true } }).SendPassword()
        : state.Phase == Phase.Rejoining ? state.Do(new Disconnect()).GoOffline(reply.Text)
        : state.Say(reply.Text, Tone.Error).Refuse();

    /// <summary>The answer to <c>PASS</c> or <c>TAKE</c>.</summary>
    public static ClientState TakePasswordAnswer(this ClientState state, Reply reply) =>
        reply.Code switch
        {
            230 when state.HasJoined => state.Rejoin(),
            230 => state.Join(reply.Text),
            530 when state.Phase == Phase.LoggingIn || !state.Settings.IsPlain => state
                .Say(reply.Text, Tone.Error)
                .AskPasswordAgain(),
            532 when state.Phase == Phase.Rejoining && state.Link.TakesOver => state.TakeOver(),
            532 when state.Phase == Phase.Rejoining => state
                .Do(new Disconnect())
                .GoOffline($"{reply.Text}; {TakeHint}"),
            532 when !state.Settings.IsPlain => state.Say(reply.Text, Tone.Error) with { Phase = Phase.AskingTakeOver },
            _ when state.Phase == Phase.Rejoining => state.Do(new Disconnect()).GoOffline(reply.Text),
            _ => state.Say(reply.Text, Tone.Error).Exit(RefusedExit),
        };

    /// <summary>Whether to end the other session was answered.</summary>
    public static ClientState AnswerTakeOver(this ClientState state, string answer) =>
        answer.Trim().ToUpperInvariant() switch
        {
            "" => state,
            "Y" or "YES" => (state with { Phase = Phase.LoggingIn }).TakeOver(),
            _ => state.Refuse(),
        };

    /// <summary><c>TAKE</c> was entered while the user's other session keeps this one out.</summary>
    public static ClientState TakeOverNow(this ClientState state) =>
        state.Phase is Phase.Offline or Phase.Rejoining
            ? (state with { Link = state.Link with { TakesOver = true } }).Reconnect()
            : state.Say("You are logged in: there is no other session to end.", Tone.Error);

    /// <summary>Asks for another name.</summary>
    public static ClientState Refuse(this ClientState state)
    {
        // A script cannot enter another name: what follows are commands, and they are not to be tried as names.
        if (state.Settings.IsPlain)
        {
            return state.Exit(RefusedExit);
        }

        return Forgetful(state) with
        {
            Phase = Phase.AskingName,
            Name = "",
            HasJoined = false,
            Board = new BoardKnowledge(),
            Link = state.Link with { IsNameAccepted = false },
        };
    }

    /// <summary>The exit code of a program whose user leaves now.</summary>
    public static int ExitCodeNow(this ClientState state) =>
        state.WasRefused && state.Settings.IsPlain ? RefusedExit : 0;

    private static ClientState SendPassword(this ClientState state)
    {
        var request = new SentRequest(Purpose.Password, "", state.Now);
        return (state with { Link = state.Link.Sent(request) }).Do(new Send($"PASS {state.Password}"));
    }

    private static ClientState AskPasswordAgain(this ClientState state) =>
        Forgetful(state) with
        {
            Phase = Phase.AskingPassword,
            WasRefused = true,
        };

    private static ClientState TakeOver(this ClientState state) => state.Ask(Purpose.Password, "TAKE");

    private static ClientState Forgetful(ClientState state) =>
        state with
        {
            Password = "",
            Prompt = state.Prompt with { TypedAhead = [], TypedAheadCount = 0 },
        };

    private static ClientState Join(this ClientState state, string welcome)
    {
        var looked = state.Settings.ReadingMarks.GetValueOrDefault(state.Name, ReadingMark.None);
        state = state with
        {
            Phase = Phase.Online,
            HasJoined = true,
            WasRefused = false,
            Link = state.Link with { Attempts = 0, TakesOver = false },
            Board = state.Board with { Looked = looked, Read = looked, Kept = looked },
        };
        return state
            .Do(new BeKnownAs(state.Name))
            .Say(welcome, Tone.Good)
            .Say(Commands.Invitation)
            .Follow()
            .AskWhatIsNew()
            .TypeWhatWasTypedAhead();
    }

    private static ClientState Rejoin(this ClientState state)
    {
        state = state with
        {
            Phase = Phase.Online,
            WasRefused = false,
            Link = state.Link with { Attempts = 0, TakesOver = false },
        };
        return state.Say($"Connected again, as {state.Name}.", Tone.Good).CatchUp().Follow().SendWhatWaited();
    }

    private static ClientState Follow(this ClientState state) =>
        (state.Settings.IsLive, state.Settings.IsPlain) switch
        {
            (false, _) => state,
            (_, true) => state.Ask(Purpose.Subscribe, "SUB"),
            _ => state.Ask(Purpose.Subscribe, "SUB").AskOwn(Purpose.Users, "ATU"),
        };
}
