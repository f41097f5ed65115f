using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Arguments;

/// <summary>The arguments of the program: what they are, what they may be, and the help that tells it.</summary>
internal sealed class CommandLine
{
    private const string Description = """
        A message board for the terminal, with files sent straight from user to user.

        Connects to the server, asks for user name and password, and then for commands; HELP lists them, Tab completes them.
        Where the input is a pipe or a file, it is read line by line: name, password, commands; answers are plain lines:

          printf 'yoda\ncomp9331\nMSG hello\nOUT\n' | ClientApp localhost 12000 8000

        Exit codes: 0 after OUT, 1 server not reachable or lost, 2 wrong arguments, 3 log-in refused.
        Files: $XDG_STATE_HOME/forum (or ~/.local/state/forum) keeps the history of commands, how far you have read,
        and known_servers: the certificates that you have accepted.
        Environment: NO_COLOR switches colours off, TERM=dumb everything but plain lines.
        """;

    private readonly Argument<string> _host = new("server_IP") { Description = "Name or address of the server." };

    private readonly Argument<int> _port = new("server_port")
    {
        Description = "TCP port of the server, 1 to 65535.",
        CustomParser = result => PortOf(result, 1),
    };

    private readonly Argument<int> _udpPort = new("client_udp_server_port")
    {
        Description = "UDP port on which this client takes files, 1 to 65535; 0: any that is free.",
        CustomParser = result => PortOf(result, 0),
    };

    private readonly Option<bool> _noLive = new("--no-live")
    {
        Description = "Do not show posts, arrivals and departures as they happen.",
    };

    private readonly Option<bool> _live = new("--live")
    {
        Description = "Show them also where the input is a pipe or a file, or there is no terminal to paint on.",
    };

    private readonly Option<bool> _bell = new("--bell")
    {
        Description = "Ring when a message speaks of you: @name, or the name as a word.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write each answer and each event as a JSON object on a line of its own, for scripts.",
    };

    private readonly Option<Acceptance?> _accept = new("--accept")
    {
        Description =
            "Take files that others offer: ask (with ACC and DEC; the default on a terminal), always or never; elsewhere than on a terminal all are taken, at most 2 GiB in one run, if not given.",
        CustomParser = AcceptanceOf,
        HelpName = "ask|always|never",
    };

    private readonly Option<string> _downloads = new("--downloads")
    {
        Description = "Folder in which received files are stored; the working directory if not given.",
        CustomParser = FolderOf,
        HelpName = "DIR",
    };

    private readonly Option<long?> _largestFile = new("--max-file-size")
    {
        Description = "Largest file to take, in bytes; K, M and G are 1024, 1024² and 1024³; 16G if not given.",
        CustomParser = SizeOf,
        HelpName = "BYTES",
    };

    private readonly Option<int?> _mtu = new("--mtu")
    {
        Description = "Size of the IP packets that carry files, 576 to 65535 bytes; found by probing if not given.",
        CustomParser = MtuOf,
        HelpName = "BYTES",
    };

    private readonly Option<bool> _tls = new("--tls")
    {
        Description = "Encrypt what is sent to the server and check who it is; the port is then its TLS port.",
    };

    private readonly Option<string?> _tlsPin = new("--tls-pin")
    {
        Description = "Accept a server with this certificate and no other; implies --tls.",
        CustomParser = PinOf,
        HelpName = "sha256:HEX",
    };

    private readonly RootCommand _root;

    /// <summary>Describes the arguments.</summary>
    public CommandLine()
    {
        _root = new RootCommand(Description)
        {
            _host,
            _port,
            _udpPort,
            _noLive,
            _live,
            _json,
            _bell,
            _accept,
            _downloads,
            _largestFile,
            _mtu,
            _tls,
            _tlsPin,
        };
        _root.SetAction(_ => 0);
    }

    /// <summary>Reads the arguments.</summary>
    /// <returns>The options, or null and the exit code when the program is to end: after help, or with errors told.</returns>
    public (ClientOptions? Options, int ExitCode) Parse(string[] arguments, TextWriter output, TextWriter error)
    {
        var parsed = _root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return (null, TellErrors(parsed, error));
        }

        if (parsed.Action != _root.Action)
        {
            return (null, parsed.Invoke(new InvocationConfiguration { Output = output, Error = error }));
        }

        return (Options(parsed), 0);
    }

    private int TellErrors(ParseResult parsed, TextWriter error)
    {
        foreach (var message in Missing(parsed) ?? parsed.Errors.Select(problem => problem.Message).Distinct())
        {
            error.WriteLine(message);
        }

        error.WriteLine("Usage: ClientApp server_IP server_port client_udp_server_port [options]");
        error.WriteLine("       ClientApp --help explains them.");
        return 2;
    }

    // The parser says how many arguments are missing, but not which.
    private string[]? Missing(ParseResult parsed)
    {
        string[] missing =
        [
            .. new Argument[] { _host, _port, _udpPort }
                .Where(argument => parsed.GetResult(argument) is not { Tokens.Count: > 0 })
                .Select(argument => $"{argument.Name} is missing: {argument.Description}"),
        ];
        return missing is [] ? null : missing;
    }

    private ClientOptions Options(ParseResult parsed) =>
        new()
        {
            Host = parsed.GetRequiredValue(_host),
            Port = parsed.GetRequiredValue(_port),
            UdpPort = parsed.GetRequiredValue(_udpPort),
            NoLive = parsed.GetValue(_noLive),
            Live = parsed.GetValue(_live),
            Json = parsed.GetValue(_json),
            Bell = parsed.GetValue(_bell),
            Acceptance = parsed.GetValue(_accept),
            Downloads = parsed.GetValue(_downloads) ?? ".",
            LargestFile = parsed.GetValue(_largestFile),
            Mtu = parsed.GetValue(_mtu),
            UseTls = parsed.GetValue(_tls) || parsed.GetValue(_tlsPin) is not null,
            TlsPin = parsed.GetValue(_tlsPin),
        };

    private static int PortOf(ArgumentResult result, int least)
    {
        var text = result.Tokens[0].Value;
        if (
            !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port < least
            || port > 65535
        )
        {
            result.AddError($"Invalid {result.Argument.Name}: {text}. A port is an integer between {least} and 65535.");
        }

        return port;
    }

    private static string? PinOf(ArgumentResult result)
    {
        var pin = result.Tokens[0].Value.ToLowerInvariant();
        if (
            pin.Length == "sha256:".Length + 64
            && pin.StartsWith("sha256:", StringComparison.Ordinal)
            && pin["sha256:".Length..].All(char.IsAsciiHexDigit)
        )
        {
            return pin;
        }

        result.AddError($"Invalid --tls-pin: {result.Tokens[0].Value}. It is sha256: and 64 hexadecimal digits.");
        return null;
    }

    private static Acceptance? AcceptanceOf(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text is "ask" or "always" or "never")
        {
            return Enum.Parse<Acceptance>(text, ignoreCase: true);
        }

        result.AddError($"Invalid --accept: {text}. It is ask, always or never.");
        return null;
    }

    private static string FolderOf(ArgumentResult result)
    {
        var folder = result.Tokens[0].Value;
        if (!Directory.Exists(folder))
        {
            result.AddError($"Invalid --downloads: {folder} is no folder.");
        }

        return folder;
    }

    private static long? SizeOf(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var shift = text.LastOrDefault() switch
        {
            'K' or 'k' => 10,
            'M' or 'm' => 20,
            'G' or 'g' => 30,
            _ => 0,
        };
        var digits = shift == 0 ? text : text[..^1];
        if (
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size <= long.MaxValue >> shift
        )
        {
            return size << shift;
        }

        result.AddError($"Invalid --max-file-size: {text}. It is a number of bytes, such as 500000, 64K or 2G.");
        return null;
    }

    private static int? MtuOf(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mtu)
            && mtu is >= 576 and <= 65535
        )
        {
            return mtu;
        }

        result.AddError($"Invalid --mtu: {text}. It is an integer between 576 and 65535.");
        return null;
    }
}
