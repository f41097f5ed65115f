using System.Net;
using System.Reactive.Concurrency;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>Two clients on a simulated network in virtual time, and the server's part of their introduction.</summary>
internal sealed class TransferWorld
{
    private int _offers;

    public TransferWorld(int seed, SimulatedLink link, TransferOptions? options = null)
    {
        Network = new SimulatedNetwork(Scheduler, seed, link);
        Yoda = new TransferClient(this, "yoda", "10.0.0.1", seed + 1, options);
        Hans = new TransferClient(this, "hans", "10.0.0.2", seed + 2, options);
    }

    public TestScheduler Scheduler { get; } = new();

    public SimulatedNetwork Network { get; }

    public TransferClient Yoda { get; }

    public TransferClient Hans { get; }

    public static SimulatedLink Ethernet { get; } = new() { Rate = 100_000_000, Delay = TimeSpan.FromMilliseconds(25) };

    /// <summary>A file of this content at a client, offered and accepted; returns the offer's id.</summary>
    public string Send(TransferClient from, TransferClient to, string name, byte[] content)
    {
        from.Files[name] = content;
        return Send(from, to, name);
    }

    public string Send(TransferClient from, TransferClient to, string name)
    {
        var id = Offer(from, to, name, out var verdict);
        Assert.True(verdict.CanTake, verdict.Reason);
        var key = to.Transfers.Accept(id);
        Assert.NotNull(key);
        from.Transfers.Accepted(id, to.EndPoint.Address, to.EndPoint.Port, key);
        return id;
    }

    public string Offer(TransferClient from, TransferClient to, string name, out OfferVerdict verdict)
    {
        var id = $"offer-{++_offers}";
        var file = from.Transfers.Open(name, to.Name);
        from.Transfers.Offered(id, file);
        verdict = to.Transfers.Consider(
            new IncomingOffer(
                id,
                from.Name,
                from.EndPoint.Address,
                file.Size,
                file.Sha256,
                file.PublicKey,
                file.FileName
            )
        );
        return id;
    }

    public void Run(TimeSpan time) => Scheduler.AdvanceBy(time.Ticks);

    /// <summary>Runs until a transfer has ended on both sides, or fails the test after a virtual time.</summary>
    public void RunUntilEnded(string id, TimeSpan limit)
    {
        var deadline = Scheduler.Now + limit;
        while (!(Yoda.HasEnded(id) && Hans.HasEnded(id)))
        {
            Assert.True(
                Scheduler.Now < deadline,
                $"{id} has not ended after {limit}; {Yoda.Said(id)} / {Hans.Said(id)}"
            );
            Run(TimeSpan.FromMilliseconds(20));
        }
    }

    public static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

/// <summary>One client of a <see cref="TransferWorld"/>.</summary>
internal sealed class TransferClient
{
    private readonly TransferWorld _world;
    private readonly TransferOptions? _options;
    private int _seed;
    private RoamingSocket? _socket;

    public TransferClient(TransferWorld world, string name, string address, int seed, TransferOptions? options)
    {
        (_world, _options, _seed) = (world, options, seed);
        Key = LongTermKey.Create(Entropy.FromSeed(seed + 100));
        Name = name;
        EndPoint = new IPEndPoint(IPAddress.Parse(address), 8000);
        Transfers = Start();
    }

    public string Name { get; }

    public IPEndPoint EndPoint { get; }

    /// <summary>Its long-term key; another one as if its user had a new machine. Counts from the next start.</summary>
    public LongTermKey? Key { get; set; }

    public KnownPeers Known { get; } = [];

    public MemoryFileStore Files { get; } = new();

    public FileTransfers Transfers { get; private set; }

    public List<TransferEvent> Events { get; } = [];

    public List<TransferProgress> Progress { get; } = [];

    public bool HasEnded(string id) => Events.Any(e => e.Transfer.OfferId == id && !IsOnTheWay(e));

    private static bool IsOnTheWay(TransferEvent e) => e is TransferStarted or TransferIntroduced;

    public string Said(string id) => string.Join(", ", Events.Where(e => e.Transfer.OfferId == id));

    public T Ending<T>(string id)
        where T : TransferEvent =>
        Assert.IsType<T>(Assert.Single(Events, e => e.Transfer.OfferId == id && !IsOnTheWay(e)));

    /// <summary>The process is killed and its machine too: what is not flushed may be lost. A new one starts.</summary>
    public void CrashAndRestart(int crashSeed)
    {
        Files.Crash(crashSeed);
        _socket!.Dispose();
        Transfers = Start();
    }

    /// <summary>The program ends and is started again.</summary>
    public void Restart()
    {
        _socket!.Dispose();
        Transfers = Start();
    }

    /// <summary>The process is gone; nobody answers at its port.</summary>
    public void Vanish() => _socket!.Dispose();

    /// <summary>The client's address changes, and it does not know.</summary>
    public void Move(IPEndPoint address) => _socket!.Move(address);

    private FileTransfers Start()
    {
        _socket = new RoamingSocket(_world.Network, EndPoint);
        var transfers = new FileTransfers(
            _socket,
            _world.Scheduler,
            _world.Scheduler,
            Files,
            _options,
            Entropy.FromSeed(_seed++),
            Key,
            Known
        )
        {
            User = Name,
        };
        transfers.Events.Subscribe(Events.Add);
        transfers.Progress.Subscribe(Progress.Add);
        return transfers;
    }
}

/// <summary>The keys that were compared, by user.</summary>
internal sealed class KnownPeers : Dictionary<string, string>, IKnownPeers
{
    public string? Find(string user) => this.GetValueOrDefault(user);
}
