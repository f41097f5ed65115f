using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Arguments;
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
    private readonly ClientStore _store =
        new(ClientStore.UsualFolder(Environment.GetEnvironmentVariable), $"{options.Host}:{options.Port}");

    /// <summary>Runs the client until the user leaves or it cannot go on.</summary>
    /// <returns>The exit code: 0 after OUT, 1 for the server, 2 for usage, 3 for a refused log-in.</returns>
    public static int Run(string[] arguments)
    {
        var (options, exitCode) = new CommandLine().Parse(arguments, Console.Out, Console.Error);
        return options is null ? exitCode : new ClientProgram(options).Run();
    }

    private int Run()
    {
        var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        var capabilities = TerminalCapabilities.Detect(Environment.GetEnvironmentVariable, isTerminal);
        using var terminal = capabilities.CanPaint ? RawTerminal.TryEnter() : null;
        var last = terminal is null ? RunPlain(isTerminal) : RunOnTerminal(terminal, capabilities);
        return last.ExitCode ?? 1;
    }

    private ClientState RunOnTerminal(RawTerminal terminal, TerminalCapabilities capabilities)
    {
        using var painting = Thread("Painter");
        using var ansi = new AnsiLines(capabilities.Colours);
        var initial = Initial(isPlain: false) with { Prompt = new PromptLine { History = _store.LoadHistory() } };
        return RunFold(initial, TerminalClient.Happenings(terminal, RealTime.Scheduler), terminal.Suspend)
            .Paint(ansi, painting)
            .Wait();
    }

    private ClientState RunPlain(bool isTerminal)
    {
        using var silence = new EchoControl(isTerminal);
        var face = new PlainFace(Console.Out, Console.Error, isTerminal);
        var reader = new LineReader(Console.OpenStandardInput());
        return PlainClient.Run(
                lines => RunFold(Initial(isPlain: true), lines, () => { }).Do(face.Write),
                state => silence.Reading(state.IsSecret(), reader.Read),
                new EventLoopScheduler(start => new Thread(start) { IsBackground = true, Name = "Reader" }))
            .Wait();
    }

    private IObservable<ClientState> RunFold(ClientState initial, IObservable<Happening> happenings, Action suspend) =>
        Observable.Using(
            () => Thread("Client"),
            folding => Observable.Using(
                () => new EffectPerformer(Connect, new NoFiles(), _store, suspend, RealTime.Scheduler),
                effects => ClientLoop.Run(
                    initial,
                    Observable.Merge(
                        happenings,
                        Signals.ToEnd(),
                        Observable.Interval(Second, RealTime.Scheduler).Select(_ => new Ticked())).StartWith(new Started()),
                    effects.Perform,
                    folding)));

    private IObservable<IForumConnection> Connect() => ForumConnection.Connect(options.Host, options.Port);

    private ClientState Initial(bool isPlain) => new()
    {
        Settings = new ClientSettings
        {
            Host = options.Host,
            Port = options.Port,
            UdpPort = options.UdpPort,
            IsPlain = isPlain,
            IsLive = !options.NoLive,
            Acceptance = options.Acceptance,
            LargestFile = options.LargestFile,
            ReadingMarks = _store.LoadMarks(),
        },
        Link = new ServerLink { Jitter = (ulong)RealTime.NewSeed() },
    };

    private static EventLoopScheduler Thread(string name) =>
        new(start => new Thread(start) { IsBackground = true, Name = name });
}
