using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Forum.ClientApp.Editing;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Lines entered at the prompt of a user who is logged in.</summary>
internal static class Commands
{
    /// <summary>Longest line, in bytes; the server takes no longer one.</summary>
    public const int LongestLine = LineEditor.LongestLine;

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
        "FILES",
        "VERIFY",
        "MORE",
        "HELP",
        "OUT",
    ];

    /// <summary>Those that have no arguments; <c>MORE</c>, which Tab does not offer, is not among them.</summary>
    public static readonly FrozenSet<string> WithoutArguments = new[] { "OUT", "ATU", "HELP" }.ToFrozenSet();

    /// <summary>The list of commands that follows the welcome.</summary>
    public const string Invitation =
        "Enter one of the following commands: MSG, DLT, EDT, RDM, ATU, UPD, OUT. HELP explains them.";

    private const int MostWaiting = 100;

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
            return state.Reconnect(); // Who presses Enter does not want to wait for the next attempt.
        }

        line = WithoutIdleSpaces(line);
        return line switch
        {
            "OUT" => state.LeaveByCommand(),
            "HELP" => state.Show(new Help()),
            "MORE" when !state.Settings.IsPlain => state.ShowOlder(),
            "TAKE" when !state.Settings.IsPlain => state.TakeOverNow(),
            _ when Fault(line) is { } fault => state.Say(fault, Tone.Error),
            _ when IsUnknown(state, line) => state.Suggest(line),
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

    /// <summary>What stands before the first space.</summary>
    public static string VerbOf(string line)
    {
        var space = line.IndexOf(' ');
        return space < 0 ? line : line[..space];
    }

    /// <summary>The number behind a command that has nothing else, written <c>3</c> or <c>#3</c>; null if there is none or more.</summary>
    public static int? NumberOf(string line) =>
        line.Split(' ') is [_, var number] && int.TryParse(number.TrimStart('#'), NumberStyles.None, null, out var id)
            ? id
            : null;

    // A script gets the server's own answer.
    private static bool IsUnknown(ClientState state, string line) =>
        !state.Settings.IsPlain && VerbOf(line) is var verb && !Verbs.Contains(verb) && !Internal.Contains(verb);

    // Tab leaves a space behind a command that may have arguments.
    private static string WithoutIdleSpaces(string line) =>
        line.TrimEnd() is var bare && (bare is "RDM" or "MORE" || WithoutArguments.Contains(bare)) ? bare : line;

    private static ClientState Carry(ClientState state, string line) => state.Carry(line, VerbOf(line));

    private static ClientState Carry(this ClientState state, string line, string verb) =>
        verb switch
        {
            "RDM" when line == "RDM" => state.Ask(Purpose.News, $"RDM {state.Board.Looked.Since}"),
            "RDM" when !state.Settings.IsPlain => state.ReadSince(line["RDM ".Length..]),
            "UPD" => state.EnterUpload(line),
            "FILES" => state.EnterFiles(line),
            "VERIFY" => state.EnterVerification(line),
            "ACC" or "DEC" or "CAN" => state.EnterFileAnswer(line),
            _ when Internal.Contains(verb) => state.Say("Error. Invalid command!", Tone.Error),
            _ => state.Ask(Purpose.Typed, line),
        };

    private static ClientState ReadSince(this ClientState state, string time) =>
        AskedTime.ToRequest(time, state.Now, state.Settings.Zone, state.Link.Facts.Zone ?? state.Settings.Zone)
            is { } since
            ? state.Ask(Purpose.Typed, $"RDM {since}")
            : state.Say(AskedTime.Examples, Tone.Error);

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
}
