using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using System.Runtime.InteropServices;
using Forum.Programs;
using Forum.Reactive;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server;
using Forum.Reactive.Sqlite;
using Forum.Reactive.Views;
using Forum.ServerApp.Passwords;
using Forum.ServerApp.Tls;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.SystemConsole.Themes;

namespace Forum.ServerApp;

/// <summary>The program cannot start as it was asked to; the message says why.</summary>
internal sealed class StartException(string message) : Exception(message);

/// <summary>The program served, and can do so no more; the message says why.</summary>
internal sealed class StoppedException(string message) : Exception(message);

/// <summary>Serves until the program is told to end.</summary>
internal static class ServerProgram
{
    /// <summary>How long the sessions have to read their last answer.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(ServerArguments arguments, StandardStreams streams)
    {
        await using var console = Console(arguments.LogLevel);
        using var users = Users.Load(arguments.CredentialsFile, console);
        using var tls = arguments.Tls is null ? null : OpenTls(arguments, console);
        Task ended = Ended().FirstAsync().ToTask();
        var options = Options(arguments, users);
        var cluster = arguments.Cluster?.Open(options, users.Digest());
        using var server = ForumServer.Start(
            options,
            cluster ?? (ILog?)OpenJournal(arguments.Journal),
            network: tls?.Network
        );
        using var digests = users.Changed.Subscribe(_ => cluster?.Announce(users.Digest()));
        var failed = server.Status.OfType<LogStatus.Failed>().FirstOrDefaultAsync().ToTask();
        server
            .Faults.ObserveOn(RealTime.Scheduler)
            .Subscribe(fault => console.Error("{Fault:l}", VisibleText.Of(fault.Message)));
        using var lastWords = new Subject<string>(); // Among the others: a console that is stuck holds up nobody.
        var told = console.IsEnabled(LogEventLevel.Information)
            ? server
                .Activity.Merge(lastWords)
                .InBlocks(RealTime.Scheduler)
                .Do(block => console.Information("{Lines:l}", block))
                .LastOrDefaultAsync()
                .ToTask()
            : Task.CompletedTask;

        using var alarms = server
            .Alarms.InBlocks(RealTime.Scheduler)
            .Subscribe(block => console.Warning("{Lines:l}", block));
        using var status = server
            .Status.ObserveOn(RealTime.Scheduler)
            .Select(Sentence)
            .DistinctUntilChanged()
            .Where(sentence => sentence.Length > 0)
            .Subscribe(sentence => console.Error("{Reason:l}", VisibleText.Of(sentence)));

        // Only now that the port is this server's: that it is taken is the better reason to refuse, and the files are emptied.
        using var folder = FolderLock.Take(arguments.LogDirectory);
        server.WriteUserLog(OpenLog(arguments.LogDirectory, "userlog.txt"));
        server.WriteMessageLog(OpenLog(arguments.LogDirectory, "messagelog.txt"));
        var serving = server.Serve().ToTask();
        if (await Task.WhenAny(serving, failed, ended) == failed)
        {
            throw new StartException((await failed)!.Error.Message);
        }

        if (serving.IsCompleted) // Else it is told to end while it still waits for the log.
        {
            foreach (var line in Announcements(arguments, server, tls))
            {
                await System.Console.Out.WriteLineAsync(line);
            }

            users.Warn();
            users.KeepUp();
        }

        await Task.WhenAny(ended, failed);
        lastWords.OnNext("The server stops.");
        lastWords.OnCompleted();
        streams.CloseAfter(StopTimeout + StandardStreams.Patience);
        await server.Stop();
        await told;
        return await failed is { } failure ? throw new StoppedException(failure.Error.Message) : 0;
    }

    private static ForumServerOptions Options(ServerArguments arguments, Users users) =>
        new()
        {
            Port = arguments.Port,
            Credentials = users.Authenticator,
            MaxFailures = arguments.MaxFailures,
            MaxConnections = arguments.MaxConnections,
            IdleTimeout = arguments.IdleTimeout,
            RelayRate = arguments.RelayRate,
            StopTimeout = StopTimeout,
            WaitsToServe = true, // Until the files are whole
            TimeZone = arguments.Utc ? TimeZoneInfo.Utc : RealTime.LocalZone,
        };

    /// <summary>What the operator has to know of the log; empty: nothing.</summary>
    private static string Sentence(LogStatus status) =>
        status switch
        {
            LogStatus.Stalled stalled => stalled.Reason,
            LogStatus.Excluded excluded => excluded.Reason,
            _ => "",
        };

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

    private static IEnumerable<string> Announcements(ServerArguments arguments, ForumServer server, SecurePort? tls)
    {
        if (arguments.Tls is not { IsPlainOff: true })
        {
            yield return $"The server listens on port {server.Port}.";
        }

        if (tls is not null)
        {
            yield return tls.Announcement;
        }
    }

    private static SecurePort OpenTls(ServerArguments arguments, ILogger log) =>
        SecurePort.Open(arguments.Tls!, Path.GetDirectoryName(Path.GetFullPath(arguments.CredentialsFile))!, log);

    private static TextFile OpenLog(string directory, string name)
    {
        try
        {
            return new TextFile(Path.Combine(directory, name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Cannot write {Path.Combine(directory, name)}: {error.Message}");
        }
    }

    private static Logger Console(LogEventLevel level) =>
        new LoggerConfiguration()
            .MinimumLevel.Is(level)
            // Colours would be set past Console.Out, and wait for a terminal that is stopped.
            .WriteTo.Console(outputTemplate: "{Message:l}{NewLine}", theme: ConsoleTheme.None)
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
