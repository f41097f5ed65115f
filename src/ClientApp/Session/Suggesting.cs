using System.Collections.Frozen;

namespace Forum.ClientApp.Session;

/// <summary>What somebody may have meant who entered no command. It is only ever offered: what is sent is never guessed.</summary>
internal static class Suggesting
{
    private static readonly FrozenDictionary<string, string> Elsewhere = new Dictionary<string, string>
    {
        ["QUIT"] = "OUT",
        ["EXIT"] = "OUT",
        ["BYE"] = "OUT",
        ["LOGOUT"] = "OUT",
        ["Q"] = "OUT",
        [":Q"] = "OUT",
        ["SAY"] = "MSG",
        ["POST"] = "MSG",
        ["SEND"] = "MSG",
        ["READ"] = "RDM",
        ["WHO"] = "ATU",
        ["USERS"] = "ATU",
        ["NAMES"] = "ATU",
        ["LIST"] = "ATU",
        ["EDIT"] = "EDT",
        ["DELETE"] = "DLT",
        ["DEL"] = "DLT",
        ["UPLOAD"] = "UPD",
        ["ACCEPT"] = "ACC",
        ["DECLINE"] = "DEC",
        ["CANCEL"] = "CAN",
        ["?"] = "HELP",
        ["H"] = "HELP",
        ["MAN"] = "HELP",
    }.ToFrozenDictionary();

    /// <summary>Says that this is no command, and what may have been meant: Enter takes it, Tab puts it at the prompt.</summary>
    public static ClientState Suggest(this ClientState state, string line)
    {
        var meant = MeantBy(line);
        var verb = Commands.VerbOf(meant);
        return state.Say(
            $"Error. Invalid command! Did you mean {verb}? Enter takes it, Tab puts it here: {meant}",
            Tone.Error
        ) with
        {
            Prompt = state.Prompt with { Suggestion = meant },
        };
    }

    /// <summary>The command that comes nearest; what looks like none is a message.</summary>
    public static string MeantBy(string line)
    {
        line = line.Trim();
        var bare = line.TrimStart('/');
        var word = Commands.VerbOf(bare);
        var rest = bare[word.Length..];
        if (VerbLike(word.ToUpperInvariant()) is not { } verb)
        {
            return $"MSG {line}";
        }

        // "exit the building" is rather a message.
        return Commands.WithoutArguments.Contains(verb)
            ? rest.Length == 0
                ? verb
                : $"MSG {line}"
            : verb + rest;
    }

    private static string? VerbLike(string word) =>
        Commands.Verbs.Contains(word)
            ? word
            : Elsewhere.GetValueOrDefault(word) ?? Commands.Verbs.FirstOrDefault(verb => IsMistyped(word, verb));

    /// <summary>Whether one letter is missing, too many or another, or two have changed places.</summary>
    private static bool IsMistyped(string word, string verb)
    {
        var same = word.AsSpan().CommonPrefixLength(verb);
        var (left, right) = (word[same..], verb[same..]);
        return word.Length >= 3
            && (left.Length - right.Length) switch
            {
                0 => left[1..] == right[1..]
                    || (left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]),
                1 => left[1..] == right,
                -1 => left == right[1..],
                _ => false,
            };
    }
}
