using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Forum.Reactive.Sqlite;
using Serilog.Events;

namespace Forum.ServerApp;

/// <summary>What the command line says.</summary>
internal sealed record ServerArguments(
    int Port,
    int MaxFailures,
    string CredentialsFile,
    string LogDirectory,
    bool Utc,
    LogEventLevel LogLevel,
    TimeSpan IdleTimeout,
    int MaxConnections,
    JournalOptions? Journal
);

/// <summary>The command line: <c>server_port number_of_consecutive_failed_attempts [options]</c>.</summary>
internal static class ServerCommandLine
{
    private static readonly Argument<string> Port = new("server_port")
    {
        Description = "TCP port to listen on, 1 to 65535; 0: the system picks one",
    };

    private static readonly Argument<string> Failures = new("number_of_consecutive_failed_attempts")
    {
        Description = "Consecutive failed log-ins that block a user for 10 s: an integer from 1 to 5",
    };

    private static readonly Option<string> CredentialsFile = new("--credentials")
    {
        Description = "File of users: a name, one space, a password a line",
        HelpName = "FILE",
        DefaultValueFactory = _ => "credentials.txt",
    };

    private static readonly Option<string> LogDirectory = new("--log-dir")
    {
        Description = "Folder of userlog.txt and messagelog.txt, which every start empties",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<bool> Utc = new("--utc")
    {
        Description = "Write and read timestamps in UTC, not in local time",
    };

    private static readonly Option<LogEventLevel> LogLevel = new("--log-level")
    {
        Description = "Information prints a line for each command; Warning prints none",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => LogEventLevel.Information,
    };

    private static readonly Option<int> IdleTimeout = new("--idle-timeout")
    {
        Description = "Seconds of silence after which a connection is closed, from 1 to 86400",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 900,
    };

    private static readonly Option<int> MaxConnections = new("--max-connections")
    {
        Description = "Most connections at a time, from 1 to 1000000",
        HelpName = "N",
        DefaultValueFactory = _ => 20_000,
    };

    private static readonly Option<string?> Journal = new("--journal")
    {
        Description = "Keeps the board in this file, over every restart; without it, it begins empty",
        HelpName = "FILE",
    };

    private static readonly Option<string> Fsync = new("--fsync")
    {
        Description = "With --journal. always: what was answered is on disk; os: with the operating system",
        HelpName = "always|os",
        DefaultValueFactory = _ => "always",
    };

    private static readonly Option<int> JournalKeep = new("--journal-keep")
    {
        Description = "With --journal: how many days of history are kept behind the last snapshot, from 0 to 36500",
        HelpName = "DAYS",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>Reads the command line, or says on standard error what is wrong with it.</summary>
    /// <returns>Whether the program should run; if not, it ends with <paramref name="exitCode"/>.</returns>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out ServerArguments? arguments, out int exitCode)
    {
        arguments = null;
        var command = new RootCommand(
            "Serves a forum: a message board for users who log in, and the introduction of those who send files."
        )
        {
            Port,
            Failures,
            CredentialsFile,
            LogDirectory,
            Utc,
            LogLevel,
            IdleTimeout,
            MaxConnections,
            Journal,
            Fsync,
            JournalKeep,
        };
        var parsed = command.Parse(args);
        if (parsed.Action is not null && parsed.Errors.Count == 0)
        {
            exitCode = parsed.Invoke(); // --help, --version
            return false;
        }

        exitCode = 2;
        var error = parsed.Errors.Count > 0 ? Usage(parsed) : Check(parsed);
        if (error is not null)
        {
            Console.Error.WriteLine(error);
            return false;
        }

        arguments = new ServerArguments(
            int.Parse(parsed.GetValue(Port)!, CultureInfo.InvariantCulture),
            int.Parse(parsed.GetValue(Failures)!, CultureInfo.InvariantCulture),
            parsed.GetValue(CredentialsFile)!,
            parsed.GetValue(LogDirectory)!,
            parsed.GetValue(Utc),
            parsed.GetValue(LogLevel),
            TimeSpan.FromSeconds(parsed.GetValue(IdleTimeout)),
            parsed.GetValue(MaxConnections),
            JournalOf(parsed)
        );
        return true;
    }

    private static string Usage(ParseResult parsed) =>
        string.Join(
            Environment.NewLine,
            [
                .. parsed.Errors.Select(error => error.Message),
                "Usage: ServerApp server_port number_of_consecutive_failed_attempts [options]",
                "       ServerApp --help lists the options; ServerApp journal --help what can be done with a journal.",
            ]
        );

    private static string? Check(ParseResult parsed)
    {
        var port = parsed.GetValue(Port)!;
        var failures = parsed.GetValue(Failures)!;
        if (!IsInteger(port, 0, ushort.MaxValue))
        {
            return $"Invalid server port: {port}. It is an integer between 1 and 65535, or 0 for one that is free.";
        }

        if (!IsInteger(failures, 1, 5))
        {
            return $"Invalid number of allowed failed consecutive attempt: {failures}. "
                + "The valid value of argument number is an integer between 1 and 5.";
        }

        if (parsed.GetValue(IdleTimeout) is < 1 or > 86_400)
        {
            return "Invalid --idle-timeout: it is an integer between 1 and 86400.";
        }

        if (parsed.GetValue(MaxConnections) is < 1 or > 1_000_000)
        {
            return "Invalid --max-connections: it is an integer between 1 and 1000000.";
        }

        return CheckJournal(parsed);
    }

    private static string? CheckJournal(ParseResult parsed)
    {
        if (parsed.GetValue(Fsync) is not ("always" or "os"))
        {
            return "Invalid --fsync: it is always or os.";
        }

        if (parsed.GetValue(JournalKeep) is < 0 or > 36_500)
        {
            return "Invalid --journal-keep: it is an integer between 0 and 36500.";
        }

        return parsed.GetValue(Journal) is "" ? "Invalid --journal: it is the name of a file." : null;
    }

    private static JournalOptions? JournalOf(ParseResult parsed) =>
        parsed.GetValue(Journal) is { } file
            ? new JournalOptions
            {
                Path = file,
                Fsync = parsed.GetValue(Fsync) == "os" ? FsyncPolicy.Os : FsyncPolicy.Always,
                Keep = TimeSpan.FromDays(parsed.GetValue(JournalKeep)),
            }
            : null;

    private static bool IsInteger(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value >= least
        && value <= most;
}
