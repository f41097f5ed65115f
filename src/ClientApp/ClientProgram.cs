using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Arguments;
using Forum.ClientApp.Peers;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.ClientApp.Terminal;
using Forum.ClientApp.Tls;
using Forum.Programs;
using Forum.Reactive;
using Forum.Reactive.Transfer.Bundles;
using Forum.Reactive.Transport;

namespace Forum.ClientApp;

/// <summary>Puts the client together for what it is started on: a terminal that can be painted on, or anything else.</summary>
internal sealed class ClientProgram(ClientOptions options, StandardStreams streams, INetwork network)
{
    private readonly string _server = $"{options.Host}:{options.Port}";
    private readonly ClientStore _store = new(Folder, $"{options.Host}:{options.Port}");

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
            return ServerNetwork.Open(options, Folder, IsTerminal) is { } network
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

    private static bool IsTyped => !Console.IsInputRedirected;

    private static bool IsTerminal => IsTyped && !Console.IsOutputRedirected;

    private static string? Folder => ClientStore.UsualFolder(Environment.GetEnvironmentVariable);

    private int Run()
    {
        var capabilities = TerminalCapabilities.Detect(Environment.GetEnvironmentVariable, IsTerminal);
        using var terminal = capabilities.CanPaint && !options.Json ? RawTerminal.TryEnter() : null;
        var (key, problem) = Folder is { } folder ? OwnKey.TryLoadOrMake(folder) : (null, null);
        using var disposingKey = key;
        using var core = new ClientCore(
            options,
            new ClientSurroundings
            {
                Network = network,
                Scheduler = RealTime.Scheduler,
                Files = new BundleStore(options.Downloads),
                Home = Environment.GetEnvironmentVariable("HOME"),
                Store = _store,
                Zone = RealTime.LocalZone,
                Key = key,
                KnownPeers = new KnownPeers(Folder, _server),
            }
        );
        var initial = core.Initial(isPlain: terminal is null, Console.IsInputRedirected, _store.LoadMarks());
        initial = problem is null ? initial : initial.Say($"Others cannot know you again: {problem}.", Tone.Warning);
        var last = terminal is null ? RunPlain(initial, core) : RunOnTerminal(initial, core, terminal, capabilities);
        return last.ExitCode ?? 1;
    }

    private ClientState RunOnTerminal(
        ClientState initial,
        ClientCore core,
        RawTerminal terminal,
        TerminalCapabilities capabilities
    )
    {
        using var painting = Thread("Painter");
        using var ansi = new AnsiLines(capabilities.Colours);
        initial = initial with { Prompt = new PromptLine { History = _store.LoadHistory() } };
        return RunFold(initial, core, TerminalClient.Happenings(terminal, RealTime.Scheduler), terminal.Suspend)
            .Paint(ansi, painting)
            .Wait();
    }

    private ClientState RunPlain(ClientState initial, ClientCore core)
    {
        using var echo = new EchoControl(IsTyped);
        using var reading = Thread("Reader");
        var prompts = IsTyped ? Prompts() : null;
        Action<ClientState> write = options.Json
            ? new JsonFace(Console.Out, prompts).Write
            : new PlainFace(Console.Out, Console.Error, prompts).Write;
        var reader = new LineReader(IsTyped ? RawTerminal.OpenInput() : streams.OpenInput());
        return PlainClient
            .Run(
                lines =>
                    RunFold(initial, core, lines, static () => { }).Do(state => echo.Hide(state.IsSecret())).Do(write),
                reader.Read,
                reading
            )
            .Wait();
    }

    /// <summary>Where somebody who types sees a prompt, whatever the output is redirected to.</summary>
    private static TextWriter Prompts()
    {
        if (!Console.IsOutputRedirected)
        {
            return Console.Out;
        }

        return Console.IsErrorRedirected ? RawTerminal.OpenOutput() : Console.Error;
    }

    private IObservable<ClientState> RunFold(
        ClientState initial,
        ClientCore core,
        IObservable<Happening> happenings,
        Action suspend
    ) =>
        Observable.Using(
            () => Thread("Client"),
            folding =>
            {
                var end = Signals
                    .ToEnd(RealTime.Scheduler)
                    .Do(_ => streams.CloseAfter(Leaving.Patience + StandardStreams.Patience));
                return core.Run(initial, happenings.Merge(end), suspend, folding);
            }
        );

    private static EventLoopScheduler Thread(string name) =>
        new(start => new Thread(start) { IsBackground = true, Name = name });
}
