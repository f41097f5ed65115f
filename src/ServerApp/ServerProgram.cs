using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Runtime.InteropServices;
using Forum.Reactive;
using Forum.Reactive.Access;
using Forum.Reactive.Log;
using Forum.Reactive.Server;
using Forum.Reactive.Sqlite;
using Forum.Reactive.Views;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Forum.ServerApp;

/// <summary>The program cannot start as it was asked to; the message says why.</summary>
internal sealed class StartException(string message) : Exception(message);

/// <summary>Serves until the program is told to end.</summary>
internal static class ServerProgram
{
    public static async Task<int> RunAsync(ServerArguments arguments)
    {
        var credentials = ReadCredentials(arguments.CredentialsFile);
        Task ended = Ended().FirstAsync().ToTask();
        var log = OpenJournal(arguments.Journal);
        using var server = ForumServer.Start(
            new ForumServerOptions
            {
                Port = arguments.Port,
                Credentials = credentials,
                MaxFailures = arguments.MaxFailures,
                MaxConnections = arguments.MaxConnections,
                IdleTimeout = arguments.IdleTimeout,
                TimeZone = arguments.Utc ? TimeZoneInfo.Utc : RealTime.LocalZone,
            },
            log
        );
        await using var console = Console(arguments.LogLevel);
        server.Faults.ObserveOn(RealTime.Scheduler).Subscribe(fault => console.Error("{Fault:l}", fault.Message));
        using var lines = new ConsoleLines(console, RealTime.Scheduler);
        var told = console.IsEnabled(LogEventLevel.Information)
            ? server.Activity.Do(lines).LastOrDefaultAsync().ToTask()
            : Task.CompletedTask;

        using var status = server
            .Status.ObserveOn(RealTime.Scheduler)
            .OfType<LogStatus.Stalled>()
            .Subscribe(stalled => console.Error("{Reason:l}", stalled.Reason));

        // Emptied only now that the port is this server's: another one may have them open.
        server.WriteUserLog(OpenLog(arguments.LogDirectory, "userlog.txt"));
        server.WriteMessageLog(OpenLog(arguments.LogDirectory, "messagelog.txt"));
        await CaughtUp(server);
        await System.Console.Out.WriteLineAsync($"The server listens on port {server.Port}.");
        await ended;
        await server.Stop();
        await told;
        return 0;
    }

    private static SqliteJournal? OpenJournal(JournalOptions? options)
    {
        try
        {
            return options is null ? null : SqliteJournal.Open(options);
        }
        catch (JournalException error)
        {
            throw new StartException(error.Message);
        }
    }

    /// <summary>Waits until the board is as it was.</summary>
    /// <exception cref="StartException">It cannot be.</exception>
    private static async Task CaughtUp(ForumServer server)
    {
        var status = await server.Status.FirstAsync(now => now is LogStatus.CaughtUp or LogStatus.Failed);
        if (status is LogStatus.Failed failed)
        {
            throw new StartException(failed.Error.Message);
        }
    }

    private static Credentials ReadCredentials(string file)
    {
        try
        {
            return Credentials.Parse(File.ReadLines(file));
        }
        catch (FormatException error)
        {
            throw new StartException($"Cannot use {file}: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Cannot read {file}: {error.Message}");
        }
    }

    private static TextFile OpenLog(string directory, string name)
    {
        try
        {
            return new TextFile(Path.Combine(Directory.CreateDirectory(directory).FullName, name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Cannot write {Path.Combine(directory, name)}: {error.Message}");
        }
    }

    private static Logger Console(LogEventLevel level) =>
        new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .WriteTo.Async(
                sink => sink.Console(outputTemplate: "{Message:l}{NewLine}"),
                bufferSize: 64,
                blockWhenFull: true
            )
            .CreateLogger();

    /// <summary>A value when the program is told to end: SIGTERM or Ctrl-C.</summary>
    private static IObservable<PosixSignal> Ended() =>
        Observable.Create<PosixSignal>(observer =>
        {
            void End(PosixSignalContext context)
            {
                context.Cancel = true; // The program ends by itself, in order.
                observer.OnNext(context.Signal);
            }

            return new System.Reactive.Disposables.CompositeDisposable(
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
                PosixSignalRegistration.Create(PosixSignal.SIGINT, End)
            );
        });
}
