using Forum.Reactive.Log;
using Forum.Reactive.Nats.Simulation;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Nats.Tests;

/// <summary>Several nodes and their brokers on one loop, in virtual time.</summary>
internal sealed class SimulatedCluster(SimulatedBrokerOptions? options = null, int seed = 1)
{
    private int _started;

    public TestLoop Loop { get; } = new();

    public SimulatedBrokers Brokers { get; } = new(options, seed);

    public SimulatedNode Start(string name, string rules = "", string credentials = "", int snapshotEntries = 20_000)
    {
        var node = new SimulatedNode(
            this,
            new ReplicatedLogOptions
            {
                Node = name,
                Rules = rules,
                Credentials = credentials,
                SnapshotEntries = snapshotEntries,
                Entropy = Entropy.FromSeed((seed * 1000) + ++_started),
            }
        );
        return node;
    }

    public void Pass(double seconds)
    {
        for (var step = 0; step < seconds * 100; step++)
        {
            Loop.Advance(TimeSpan.FromMilliseconds(10));
        }
    }
}

/// <summary>A node of it, with a machine that remembers all.</summary>
internal sealed class SimulatedNode
{
    private readonly SimulatedCluster _cluster;
    private long _request;

    public SimulatedNode(SimulatedCluster cluster, ReplicatedLogOptions options)
    {
        _cluster = cluster;
        Machine = new RememberingMachine();
        Stream = cluster.Brokers.Connect();
        Log = new ReplicatedLog(Stream, options);
        Log.Status.Subscribe(status =>
        {
            Told.Add(status);
            if (status is LogStatus.CaughtUp { Node: var node })
            {
                Incarnation = node;
            }
        });
        Log.Connect(cluster.Loop, Machine);
    }

    public IReplicatedStream Stream { get; }

    public ReplicatedLog Log { get; }

    public RememberingMachine Machine { get; }

    public List<LogStatus> Told { get; } = [];

    public LogStatus Status => Told[^1];

    public long Incarnation { get; private set; }

    public string Failure => Assert.IsType<LogStatus.Failed>(Status).Error.Message;

    /// <summary>A post of a session of this node; its text says which.</summary>
    public string Post(long session = 1)
    {
        var text = $"{Incarnation}/{session}/{++_request}";
        Append(
            new Entry(new Origin(Incarnation, session, _request), Act.Post(1, System.Text.Encoding.UTF8.GetBytes(text)))
        );
        return text;
    }

    public void Look(long session = 1) => Append(new Entry(new Origin(Incarnation, session, ++_request), Act.Noop()));

    private void Append(Entry entry) => _cluster.Loop.Run(() => Log.Append([entry]));
}
