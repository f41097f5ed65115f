using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Arguments;
using Forum.ClientApp.Files;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.ClientApp.Terminal;
using Forum.ClientApp.Tls;
using Forum.Programs;
using Forum.Reactive;
using Forum.Reactive.Transport;

namespace Forum.ClientApp;

/// <summary>Puts the client together for what it is started on: a terminal that can be painted on, or anything else.</summary>
internal sealed class ClientProgram(ClientOptions options, StandardStreams streams, INetwork network)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ClientStore _store = new(
        ClientStore.UsualFolder(Environment.GetEnvironmentVariable),
        $"{options.Host}:{options.Port}"
    );

    /// <summary>Runs the client until the user leaves or it cannot go on.</summary>
    /// <returns>The exit code: 0 after OUT, 1 for the server or a fault, 2 for usage, 3 for a refused log-in.</returns>
    public static int Run(string[] arguments, StandardStreams streams)
    {
        var (options, exitCode) = new CommandLine().Parse(arguments, Console.Out, Console.Error);
        if (options is null)
        {
            return exitCode;
        }

        try
        {
            var folder = ClientStore.UsualFolder(Environment.GetEnvironmentVariable);
            return ServerNetwork.Open(options, folder, IsTerminal) is { } network
                ? new ClientProgram(options, streams, network).Run()
                : 1;
        }
#pragma warning disable CA1031 // The terminal is as it was: what is left is to say why the program ends.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"The client cannot go on: {Reasons.Of(error)}.");
            return 1;
        }
    }

    private static bool IsTerminal => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    private int Run()
    {
        var capabilities = TerminalCapabilities.Detect(Environment.GetEnvironmentVariable, IsTerminal);
        using var terminal = capabilities.CanPaint ? RawTerminal.TryEnter() : null;
        using var connection = new CurrentConnection();
        using var files = FileService.Start(options, network, connection, RealTime.Scheduler);
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
            ? RunPlain(initial, effects, files.Troubles, IsTerminal)
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

    private ClientState RunPlain(
        ClientState initial,
        EffectPerformer effects,
        IObservable<Happening> troubles,
        bool isTerminal
    )
    {
        using var echo = new EchoControl(isTerminal);
        using var reading = Thread("Reader");
        var face = new PlainFace(Console.Out, Console.Error, isTerminal);
        var reader = new LineReader(isTerminal ? RawTerminal.OpenInput() : streams.OpenInput());
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

    private IObservable<ClientState> RunFold(
        ClientState initial,
        EffectPerformer effects,
        IObservable<Happening> happenings
    ) =>
        Observable.Using(
            () => Thread("Client"),
            folding =>
            {
                var ticks = Observable.Interval(Second, RealTime.Scheduler).Select(_ => new Ticked());
                var end = Signals
                    .ToEnd(RealTime.Scheduler)
                    .Do(_ => streams.CloseAfter(Leaving.Patience + StandardStreams.Patience));
                var outside = Observable.Merge(happenings, end, ticks).StartWith(new Started());
                return ClientLoop.Run(initial, outside, effects.Perform, folding);
            }
        );

    private IObservable<IForumConnection> Connect() => ForumConnection.Connect(options.Host, options.Port, network);

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
