using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Arguments;
using Forum.ClientApp.Files;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.ClientApp.Terminal;
using Forum.Reactive;

namespace Forum.ClientApp;

/// <summary>Puts the client together for what it is started on: a terminal that can be painted on, or anything else.</summary>
internal sealed class ClientProgram(ClientOptions options)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ClientStore _store = new(
        ClientStore.UsualFolder(Environment.GetEnvironmentVariable),
        $"{options.Host}:{options.Port}"
    );

    /// <summary>Runs the client until the user leaves or it cannot go on.</summary>
    /// <returns>The exit code: 0 after OUT, 1 for the server or a fault, 2 for usage, 3 for a refused log-in.</returns>
    public static int Run(string[] arguments)
    {
        var (options, exitCode) = new CommandLine().Parse(arguments, Console.Out, Console.Error);
        if (options is null)
        {
            return exitCode;
        }

        try
        {
            return new ClientProgram(options).Run();
        }
#pragma warning disable CA1031 // The terminal is as it was: what is left is to say why the program ends.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"The client cannot go on: {Reasons.Of(error)}.");
            return 1;
        }
    }

    private int Run()
    {
        var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        var capabilities = TerminalCapabilities.Detect(Environment.GetEnvironmentVariable, isTerminal);
        using var terminal = capabilities.CanPaint ? RawTerminal.TryEnter() : null;
        using var connection = new CurrentConnection();
        using var files = FileService.Start(options, connection, RealTime.Scheduler);
        var effects = new EffectPerformer(
            Connect,
            connection,
            files.Mover,
            _store,
            () => terminal?.Suspend(),
            RealTime.Scheduler
        );
        var initial = Initial(files.Port, isPlain: terminal is null);
        var last = terminal is null
            ? RunPlain(initial, effects, files.Troubles, isTerminal)
            : RunOnTerminal(initial, effects, files.Troubles, terminal, capabilities);
        return last.ExitCode ?? 1;
    }

    private ClientState RunOnTerminal(
        ClientState initial,
        EffectPerformer effects,
        IObservable<Happening> troubles,
        RawTerminal terminal,
        TerminalCapabilities capabilities
    )
    {
        using var painting = Thread("Painter");
        using var ansi = new AnsiLines(capabilities.Colours);
        initial = initial with { Prompt = new PromptLine { History = _store.LoadHistory() } };
        return RunFold(initial, effects, TerminalClient.Happenings(terminal, RealTime.Scheduler).Merge(troubles))
            .Paint(ansi, painting)
            .Wait();
    }

    private static ClientState RunPlain(
        ClientState initial,
        EffectPerformer effects,
        IObservable<Happening> troubles,
        bool isTerminal
    )
    {
        using var echo = new EchoControl(isTerminal);
        using var reading = Thread("Reader");
        var face = new PlainFace(Console.Out, Console.Error, isTerminal);
        var reader = new LineReader(isTerminal ? RawTerminal.OpenInput() : Console.OpenStandardInput());
        return PlainClient
            .Run(
                lines =>
                    RunFold(initial, effects, lines.Merge(troubles))
                        .Do(state => echo.Hide(state.IsSecret()))
                        .Do(face.Write),
                reader.Read,
                reading
            )
            .Wait();
    }

    private static IObservable<ClientState> RunFold(
        ClientState initial,
        EffectPerformer effects,
        IObservable<Happening> happenings
    ) =>
        Observable.Using(
            () => Thread("Client"),
            folding =>
            {
                var ticks = Observable.Interval(Second, RealTime.Scheduler).Select(_ => new Ticked());
                var outside = Observable
                    .Merge(happenings, Signals.ToEnd(RealTime.Scheduler), ticks)
                    .StartWith(new Started());
                return ClientLoop.Run(initial, outside, effects.Perform, folding);
            }
        );

    private IObservable<IForumConnection> Connect() => ForumConnection.Connect(options.Host, options.Port);

    private ClientState Initial(int udpPort, bool isPlain)
    {
        var state = new ClientState
        {
            Settings = new ClientSettings
            {
                Host = options.Host,
                Port = options.Port,
                UdpPort = udpPort,
                IsPlain = isPlain,
                IsLive = !options.NoLive,
                Acceptance = options.Acceptance ?? (Console.IsInputRedirected ? Acceptance.Always : Acceptance.Ask),
                MostUnasked = options.Acceptance is null ? ClientOptions.MostUnasked : long.MaxValue,
                ReadingMarks = _store.LoadMarks(),
            },
            Link = new ServerLink { Jitter = (ulong)RealTime.NewSeed() },
        };
        return (udpPort, options.UdpPort) switch
        {
            (0, _) => state.Say(
                $"UDP port {options.UdpPort} cannot be used: no files here. Start with another, or 0.",
                Tone.Warning
            ),
            (_, 0) => state.Say($"Files come in on UDP port {udpPort}.", Tone.Quiet),
            _ => state,
        };
    }

    private static EventLoopScheduler Thread(string name) =>
        new(start => new Thread(start) { IsBackground = true, Name = name });
}
