using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Arguments;
using Forum.ClientApp.Files;
using Forum.ClientApp.Session;
using Forum.Reactive.Client;
using Forum.Reactive.Transfer;

namespace Forum.ClientApp;

/// <summary>The client without its terminal: what happens in, states out. It knows the world by its surroundings only.</summary>
internal sealed class ClientCore : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ClientOptions _options;
    private readonly ClientSurroundings _around;
    private readonly CurrentConnection _connection = new();
    private readonly FileService _files;

    /// <summary>Opens the UDP port.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="around">The world around it.</param>
    public ClientCore(ClientOptions options, ClientSurroundings around)
    {
        (_options, _around) = (options, around);
        _files = FileService.Start(
            OpenFiles,
            new Sources(around.Home),
            around.KnownPeers,
            _connection,
            around.Scheduler
        );
    }

    /// <summary>Runs the client; completes with the state that has an exit code.</summary>
    /// <param name="initial">Where it begins: <see cref="Initial"/>, and what a face adds.</param>
    /// <param name="outside">Keys, lines, signals; from any thread.</param>
    /// <param name="suspend">Suspends the program.</param>
    /// <param name="folding">Where the fold runs, one happening at a time.</param>
    public IObservable<ClientState> Run(
        ClientState initial,
        IObservable<Happening> outside,
        Action suspend,
        IScheduler folding
    )
    {
        var effects = new EffectPerformer(
            Connect,
            _connection,
            _files.Mover,
            _around.Store,
            suspend,
            _around.Scheduler
        );
        var ticks = Observable.Interval(Second, _around.Scheduler).Select(_ => new Ticked());
        var happenings = Observable.Merge(outside, _files.Happenings, ticks).StartWith(new Started());
        return ClientLoop.Run(initial, happenings, effects.Perform, folding);
    }

    /// <summary>The state before anything has happened.</summary>
    /// <param name="isPlain">Whether lines are read and written instead of keys and screens.</param>
    /// <param name="isFedByProgram">Whether nobody sits there who could be asked.</param>
    /// <param name="marks">How far each user had read.</param>
    public ClientState Initial(bool isPlain, bool isFedByProgram, IReadOnlyDictionary<string, ReadingMark> marks)
    {
        var state = new ClientState
        {
            Settings = new ClientSettings
            {
                Host = _options.Host,
                Port = _options.Port,
                UdpPort = _files.Port,
                IsPlain = isPlain,
                IsLive = isPlain ? _options.Live : !_options.NoLive,
                Acceptance = _options.Acceptance ?? (isFedByProgram ? Acceptance.Always : Acceptance.Ask),
                Downloads = _options.Downloads,
                MostUnasked = _options.Acceptance is null ? ClientOptions.MostUnasked : long.MaxValue,
                ReadingMarks = marks,
                Zone = _around.Zone,
                RingsAtMentions = _options.Bell,
            },
            Link = new ServerLink { Jitter = Seed() },
        };
        return (_files.Port, _options.UdpPort) switch
        {
            (0, _) => state.Say(
                $"UDP port {_options.UdpPort} cannot be used: no files here. Start with another, or 0.",
                Tone.Warning
            ),
            (_, 0) => state.Say($"Files come in on UDP port {_files.Port}.", Tone.Quiet),
            _ => state,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _connection.Dispose();
    }

    private IObservable<IForumConnection> Connect() =>
        ForumConnection.Connect(_options.Host, _options.Port, _around.Network, _files.Exchange, _around.Scheduler);

    private FileExchange OpenFiles()
    {
        var limits = new TransferOptions { Mtu = _options.Mtu };
        var options = new FileExchangeOptions
        {
            UdpPort = _options.UdpPort,
            Transfers = _options.LargestFile is { } largest ? limits with { MaxFileSize = largest } : limits,
        };
        return FileExchange.Open(
            options,
            _around.Network,
            _around.Files,
            _around.Scheduler,
            _around.Entropy,
            _around.Key,
            _around.KnownPeers
        );
    }

    private ulong Seed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        _around.Entropy.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
