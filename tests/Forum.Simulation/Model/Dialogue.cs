using System.Globalization;
using System.Text.RegularExpressions;

namespace Forum.Simulation.Model;

/// <summary>
/// The model's reading of the lines of one connection, written from docs/protocol.md: what each asks for, or with which words it is
/// refused.
/// </summary>
internal sealed partial class Dialogue(string address, IReadOnlyDictionary<string, string> passwords)
{
    private string? _name;
    private string? _takeable;
    private int _port;

    /// <summary>The name whose password is awaited.</summary>
    public string Name => _name ?? "";

    /// <summary>The log-in of this connection; 0: none.</summary>
    public long Login { get; set; }

    /// <summary>Reads the next line.</summary>
    /// <returns>What it asks for, or the line of its refusal (what follows a * is not looked at).</returns>
    public (Deed? Deed, string Refusal) Read(string line)
    {
        var takeable = _takeable;
        _takeable = null;
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var verb = space < 0 ? line : line[..space];
        var arguments = space < 0 ? null : line[(space + 1)..];
        var isPublic = verb is "USER" or "PASS" or "TAKE" or "PORT" or "OUT" or "NOOP" or "HELP" or "CAP";
        if (Login == 0 && !isPublic)
        {
            return Refuse("530 Please log in");
        }

        var deed = verb is "OUT" or "NOOP" or "HELP" or "ATU" or "SUB" or "UNSUB" or "TAKE"
            ? (arguments is null ? Bare(verb, takeable) : Usage(verb))
            : WithArguments(verb, arguments ?? "");
        return deed;
    }

    /// <summary>The user is here already: TAKE may follow.</summary>
    public void OfferTake() => (_takeable, _name) = (_name, null);

    private (Deed?, string) Bare(string verb, string? takeable)
    {
        switch (verb)
        {
            case "OUT":
                return Login == 0 ? Refuse("221 Bye!") : Do(new Deed(DeedKind.LogOut) { Login = Login });
            case "NOOP":
                return Do(new Deed(DeedKind.Noop));
            case "HELP":
                return Do(new Deed(DeedKind.Help));
            case "ATU":
                return Do(new Deed(DeedKind.List) { Login = Login });
            case "SUB":
                return Do(new Deed(DeedKind.Subscribe) { Login = Login });
            case "UNSUB":
                return Do(new Deed(DeedKind.Unsubscribe) { Login = Login });
            case "TAKE" when Login != 0:
                return Refuse("503 You are logged in already");
            case "TAKE" when takeable is null:
                return Refuse("503 TAKE follows 532 only");
            default:
                _name = takeable;
                return Do(Attempt(takeable!, isRight: true, take: true));
        }
    }

    private (Deed?, string) WithArguments(string verb, string arguments) =>
        verb switch
        {
            "USER" => !NameShape().IsMatch(arguments) ? Usage(verb)
            : Login != 0 ? Refuse("503 You are logged in already")
            : Do(new Deed(DeedKind.User) { User = _name = arguments }),
            "PASS" => arguments.Length == 0 ? Usage(verb)
            : Login != 0 ? Refuse("503 You are logged in already")
            : _name is null ? Refuse("503 Send USER first")
            : Do(Attempt(_name, passwords.TryGetValue(_name, out var right) && right == arguments, take: false)),
            "PORT" => TryNumber(arguments, out var port) && port <= 65535 ? ToPort((int)port) : Usage(verb),
            "CAP" => IsBlank(arguments)
                ? Usage(verb)
                : Do(new Deed(DeedKind.Capabilities) { Login = Login, Text = arguments }),
            "MSG" => IsBlank(arguments) ? Usage(verb) : Do(new Deed(DeedKind.Post) { Login = Login, Text = arguments }),
            "RDM" => Read(verb, arguments),
            "DLT" => Change(verb, arguments, DeleteShape(), DeedKind.Delete),
            "EDT" => Change(verb, arguments, EditShape(), DeedKind.Edit),
            "OFFER" or "ACCEPT" or "DECLINE" or "CANCEL" or "PATHS" or "RELAY" => OfOffer(verb, arguments),
            _ => Refuse("500 Error. Invalid command!"),
        };

    private (Deed?, string) ToPort(int port)
    {
        _port = port;
        return Login == 0 ? Refuse($"200 UDP port {port}") : Do(new Deed(DeedKind.Port) { Login = Login, Port = port });
    }

    private (Deed?, string) Read(string verb, string arguments)
    {
        if (arguments.StartsWith('#'))
        {
            return TryNumber(arguments[1..], out var number)
                ? Do(
                    new Deed(DeedKind.Read)
                    {
                        Login = Login,
                        Number = number,
                        Flag = true,
                    }
                )
                : Usage(verb);
        }

        return TryTime(arguments, out var time)
            ? Do(new Deed(DeedKind.Read) { Login = Login, Time = time })
            : Usage(verb);
    }

    private (Deed?, string) Change(string verb, string arguments, Regex shape, DeedKind kind)
    {
        var match = shape.Match(arguments);
        return
            match.Success
            && TryNumber(match.Groups["number"].Value, out var number)
            && TryTime(match.Groups["time"].Value, out var time)
            && (kind == DeedKind.Delete || !IsBlank(match.Groups["text"].Value))
            ? Do(
                new Deed(kind)
                {
                    Login = Login,
                    Number = number,
                    Time = time,
                    Text = match.Groups["text"].Value,
                }
            )
            : Usage(verb);
    }

    /// <summary>Well-formed ones only: what the worlds' clients send of offers is.</summary>
    private (Deed?, string) OfOffer(string verb, string arguments)
    {
        var words = arguments.Split(' ');
        return verb switch
        {
            "OFFER" when words.Length >= 5 => Do(
                new Deed(DeedKind.Offer)
                {
                    Login = Login,
                    User = words[0],
                    Text = arguments[(words[0].Length + 1)..],
                }
            ),
            "ACCEPT" when words.Length == 3 && TryNumber(words[0], out var id) && TryNumber(words[1], out var port) =>
                Do(
                    new Deed(DeedKind.Accept)
                    {
                        Login = Login,
                        Number = id,
                        Port = (int)port,
                        Text = words[2],
                    }
                ),
            "DECLINE" when TryNumber(words[0], out var id) => Do(
                new Deed(DeedKind.Decline)
                {
                    Login = Login,
                    Number = id,
                    Text = words.Length == 1 ? "" : arguments[(words[0].Length + 1)..],
                }
            ),
            "PATHS" when words.Length >= 2 && TryNumber(words[0], out var id) => Do(
                new Deed(DeedKind.Paths)
                {
                    Login = Login,
                    Number = id,
                    Text = arguments[(words[0].Length + 1)..],
                }
            ),
            "RELAY" when TryNumber(arguments, out var id) => Do(
                new Deed(DeedKind.Relay) { Login = Login, Number = id }
            ),
            "CANCEL" when TryNumber(arguments, out var id) => Do(
                new Deed(DeedKind.Cancel) { Login = Login, Number = id }
            ),
            _ => Usage(verb),
        };
    }

    private Deed Attempt(string user, bool isRight, bool take) =>
        new(DeedKind.LogIn)
        {
            User = user,
            Flag = isRight,
            Take = take,
            Address = address,
            Port = _port,
        };

    private static (Deed?, string) Do(Deed deed) => (deed, "");

    private static (Deed?, string) Refuse(string line) => (null, line);

    private static (Deed?, string) Usage(string verb) => (null, $"501 Usage: {verb}*");

    private static bool IsBlank(string text) => text.All(letter => letter == ' ');

    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        return text.Length is >= 1 and <= 18
            && text.All(char.IsAsciiDigit)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryTime(string text, out long seconds)
    {
        var isTime = DateTime.TryParseExact(
            text,
            "dd MMM yyyy HH:mm:ss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        );
        seconds = (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return isTime;
    }

    [GeneratedRegex("^[A-Za-z0-9._@+-]{1,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameShape();

    [GeneratedRegex(
        "^#?(?<number>[0-9]+) (?<time>.{20})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DeleteShape();

    [GeneratedRegex(
        "^#?(?<number>[0-9]+) (?<time>.{20}) (?<text>.*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex EditShape();
}
