using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Forum.Programs;
using Forum.Reactive.Sqlite;
using Forum.ServerApp.Passwords;
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
    long RelayRate,
    TlsArguments? Tls,
    JournalOptions? Journal,
    ClusterArguments? Cluster
);

/// <summary>What the command line says of TLS.</summary>
/// <param name="Port">The TLS port; 0: one that is free.</param>
/// <param name="CertificateFile">The certificate; null: one that the server makes for itself.</param>
/// <param name="KeyFile">Its key; null as the certificate is.</param>
/// <param name="IsPlainOff">Whether there is no port without TLS.</param>
internal sealed record TlsArguments(int Port, string? CertificateFile, string? KeyFile, bool IsPlainOff);

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
        Description = "File of users: a name, one space, a password or its hash a line",
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

    private static readonly Option<int?> TlsPort = new("--tls-port")
    {
        Description = "TCP port for clients that use TLS, 1 to 65535; 0: the system picks one",
        HelpName = "N",
    };

    private static readonly Option<string?> TlsCertificate = new("--tls-cert")
    {
        Description = "The server's certificate, in PEM; without it one is made, and kept beside the credentials",
        HelpName = "FILE",
    };

    private static readonly Option<string?> TlsKey = new("--tls-key")
    {
        Description = "The private key of the certificate, in PEM",
        HelpName = "FILE",
    };

    private static readonly Option<string> PlainPort = new("--plain-port")
    {
        Description = "off: clients without TLS are not served, and server_port is not opened",
        HelpName = "on|off",
        DefaultValueFactory = _ => "on",
    };

    /// <summary>Reads the command line, or says on standard error what is wrong with it.</summary>
    /// <returns>Whether the program should run; if not, it ends with <paramref name="exitCode"/>.</returns>
    public static bool TryParse(
        string[] args,
        StandardStreams streams,
        [NotNullWhen(true)] out ServerArguments? arguments,
        out int exitCode
    )
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
            RelayArgument.Option,
            TlsPort,
            TlsCertificate,
            TlsKey,
            PlainPort,
            PasswdCommand.Create(CredentialsFile, streams),
            JournalArguments.Journal,
            JournalArguments.Fsync,
            JournalArguments.Keep,
            JournalArguments.Snapshot,
        };
        foreach (var option in ClusterArguments.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(_ => 0); // Else a command besides it would be asked for.
        var parsed = command.Parse(args);
        if (parsed.Action != command.Action && parsed.Errors.Count == 0)
        {
            exitCode = parsed.Invoke(); // --help, --version, passwd
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
            RelayArgument.Of(parsed),
            parsed.GetValue(TlsPort) is { } tlsPort
                ? new TlsArguments(
                    tlsPort,
                    parsed.GetValue(TlsCertificate),
                    parsed.GetValue(TlsKey),
                    parsed.GetValue(PlainPort) == "off"
                )
                : null,
            JournalArguments.Of(parsed),
            ClusterArguments.Of(parsed)
        );
        return true;
    }

    private static string Usage(ParseResult parsed) =>
        string.Join(
            Environment.NewLine,
            [
                .. parsed.Errors.Select(error => error.Message),
                parsed.CommandResult.Command.Name == "passwd"
                    ? PasswdCommand.Usage
                    : "Usage: ServerApp server_port number_of_consecutive_failed_attempts [options]",
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

        return parsed.GetValue(MaxConnections) is < 1 or > 1_000_000
            ? "Invalid --max-connections: it is an integer between 1 and 1000000."
            : RelayArgument.Check(parsed)
                ?? CheckTls(parsed)
                ?? JournalArguments.Check(parsed)
                ?? ClusterArguments.Check(parsed);
    }

    private static string? CheckTls(ParseResult parsed)
    {
        if (parsed.GetValue(TlsPort) is < 0 or > ushort.MaxValue)
        {
            return "Invalid --tls-port: it is an integer between 1 and 65535, or 0 for one that is free.";
        }

        if (parsed.GetValue(PlainPort) is not ("on" or "off"))
        {
            return "Invalid --plain-port: it is on or off.";
        }

        var hasPort = parsed.GetValue(TlsPort) is not null;
        if (!hasPort && parsed.GetValue(PlainPort) == "off")
        {
            return "--plain-port off needs --tls-port: else nobody could connect.";
        }

        var (hasCertificate, hasKey) = (
            parsed.GetValue(TlsCertificate) is not null,
            parsed.GetValue(TlsKey) is not null
        );
        return hasCertificate != hasKey || (hasCertificate && !hasPort)
            ? "--tls-cert and --tls-key need each other, and --tls-port."
            : null;
    }

    private static bool IsInteger(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value >= least
        && value <= most;
}
