using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Lines entered at the prompt of a user who is logged in.</summary>
internal static class Commands
{
    /// <summary>What the user can enter, in the order of a newcomer's needs.</summary>
    public static readonly IReadOnlyList<string> Verbs =
    [
        "MSG",
        "RDM",
        "EDT",
        "DLT",
        "ATU",
        "UPD",
        "ACC",
        "DEC",
        "CAN",
        "VERIFY",
        "HELP",
        "OUT",
    ];

    /// <summary>The list of commands that follows the welcome.</summary>
    public const string Invitation =
        "Enter one of the following commands: MSG, DLT, EDT, RDM, ATU, UPD, OUT. HELP explains them.";

    private const int MostWaiting = 100;
    private const int LongestLine = 8192;

    // Requests that the client makes for itself: typed by hand they would change what it believes.
    private static readonly IReadOnlyList<string> Internal =
    [
        "USER",
        "PASS",
        "PORT",
        "NOOP",
        "SUB",
        "UNSUB",
        "OFFER",
        "ACCEPT",
        "DECLINE",
        "CANCEL",
    ];

    /// <summary>A line was entered.</summary>
    public static ClientState EnterCommand(this ClientState state, string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return state;
        }

        return line switch
        {
            "OUT" => state.LeaveByCommand(),
            "HELP" => state.Show(new Help()),
            _ when Fault(line) is { } fault => state.Say(fault, Tone.Error),
            _ when state.Phase != Phase.Online => state.PutOff(line),
            _ => Carry(state, line),
        };
    }

    /// <summary>Sends the commands that waited, in their order, each once.</summary>
    public static ClientState SendWhatWaited(this ClientState state)
    {
        var waiting = state.Waiting;
        return waiting.Aggregate(state with { Waiting = [] }, Carry);
    }

    private static ClientState Carry(ClientState state, string line) => state.Carry(line, VerbOf(line));

    private static ClientState Carry(this ClientState state, string line, string verb) =>
        verb switch
        {
            "RDM" when line == "RDM" && !state.Settings.IsPlain => state.Ask(
                Purpose.News,
                $"RDM {state.Board.Looked.Since}"
            ),
            "UPD" => state.EnterUpload(line),
            "VERIFY" => state.EnterVerification(line),
            "ACC" or "DEC" or "CAN" => state.EnterFileAnswer(line),
            _ when Internal.Contains(verb) => state.Say("Error. Invalid command!", Tone.Error),
            _ => state.Ask(Purpose.Typed, line),
        };

    private static ClientState PutOff(this ClientState state, string line) =>
        state.Waiting.Count < MostWaiting
            ? state with
            {
                Waiting = state.Waiting.Add(line),
            }
            : state.Say($"{MostWaiting} commands wait already. This one was not kept.", Tone.Error);

    private static string? Fault(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        if (bytes.Length > LongestLine)
        {
            return "Line too long: a command has at most 8192 bytes.";
        }

        return PrintableText.IsValid(bytes) ? null : "A command cannot hold control characters.";
    }

    private static string VerbOf(string line)
    {
        var space = line.IndexOf(' ');
        return space < 0 ? line : line[..space];
    }
}
