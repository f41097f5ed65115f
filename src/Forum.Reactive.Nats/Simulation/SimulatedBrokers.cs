namespace Forum.Reactive.Nats.Simulation;

/// <summary>What may happen between nodes and simulated brokers. Chances are from 0 to 1, for each message.</summary>
public sealed record SimulatedBrokerOptions
{
    /// <summary>Least time on the way to the brokers, and from them. Default 0.</summary>
    public TimeSpan LeastDelay { get; init; }

    /// <summary>Most time on the way; messages of one node keep their order. Default 0.</summary>
    public TimeSpan MostDelay { get; init; }

    /// <summary>The chance that a message is lost on the way to the brokers, as with a leader that fails. Default 0.</summary>
    public double Loss { get; init; }

    /// <summary>The chance that a message is stored twice. Default 0.</summary>
    public double Repetition { get; init; }

    /// <summary>The chance that the reading of a node is interrupted at a message. Default 0.</summary>
    public double Interruption { get; init; }

    /// <summary>How far the clock of a broker may be from that of the loop, either way; each leader has another. Default 0.</summary>
    public TimeSpan ClockError { get; init; }
}

/// <summary>
/// Brokers in virtual time, with one stream: they delay, lose, repeat, change their leader and their clock, and lose their quorum, all
/// from one seed. Each node has its own <see cref="IReplicatedStream"/>.
/// </summary>
/// <remarks>For one thread: that of the loops' scheduler.</remarks>
public sealed class SimulatedBrokers
{
    private readonly List<StreamMessage> _messages = [];
    private readonly SortedDictionary<long, byte[]> _snapshots = [];
    private readonly List<SimulatedStream> _nodes = [];
    private readonly Entropy _entropy;
    private TimeSpan _clockError;

    /// <summary>Makes them.</summary>
    /// <param name="options">What may happen; can be changed later by <see cref="Options"/>.</param>
    /// <param name="seed">What is random comes from it.</param>
    public SimulatedBrokers(SimulatedBrokerOptions? options = null, int seed = 1)
    {
        Options = options ?? new SimulatedBrokerOptions();
        _entropy = Entropy.FromSeed(seed);
    }

    /// <summary>What may happen.</summary>
    public SimulatedBrokerOptions Options { get; set; }

    /// <summary>Whether a quorum of the brokers is there. While there is none, nothing is stored, and what is sent is lost.</summary>
    public bool HasQuorum { get; set; } = true;

    /// <summary>How many messages the stream has, those included that were deleted.</summary>
    public long Last => First - 1 + _messages.Count;

    /// <summary>The oldest message that is there.</summary>
    public long First { get; private set; } = 1;

    /// <summary>Another broker leads, with another clock; what is under way to the brokers is lost.</summary>
    public void ChangeLeader()
    {
        _clockError = Options.ClockError * ((2 * _entropy.NextDouble()) - 1);
        foreach (var node in _nodes)
        {
            node.Lose();
        }
    }

    /// <summary>A node's connection is cut: nothing it sends arrives, and nothing is told to it.</summary>
    public void Cut(IReplicatedStream node) => Of(node).IsCut = true;

    /// <summary>A connection that was cut is there again.</summary>
    public void Mend(IReplicatedStream node)
    {
        Of(node).IsCut = false;
        Of(node).HandOut();
    }

    /// <summary>Puts a message into the stream that none of the nodes sent.</summary>
    public void Inject(ReadOnlyMemory<byte> message, DateTimeOffset now) => Store(message, now);

    /// <summary>The stream as a node sees it. To be disposed by the log.</summary>
    public IReplicatedStream Connect()
    {
        var node = new SimulatedStream(this);
        _nodes.Add(node);
        return node;
    }

    private SimulatedStream Of(IReplicatedStream node) =>
        _nodes.Find(own => own == node)
        ?? throw new ArgumentException("It is not a node of these brokers.", nameof(node));

    internal TimeSpan Delay() =>
        Options.LeastDelay + ((Options.MostDelay - Options.LeastDelay) * _entropy.NextDouble());

    internal bool Happens(double chance) => chance > 0 && _entropy.NextDouble() < chance;

    internal IReadOnlyList<long> Snapshots => [.. _snapshots.Keys];

    internal StreamMessage? At(long sequence) =>
        sequence >= First && sequence <= Last ? _messages[(int)(sequence - First)] : null;

    internal void Arrive(ReadOnlyMemory<byte> message, DateTimeOffset now)
    {
        if (!HasQuorum || Happens(Options.Loss))
        {
            return;
        }

        Store(message, now);
        if (Happens(Options.Repetition))
        {
            Store(message, now);
        }
    }

    internal void Purge(long sequence)
    {
        var count = (int)Math.Clamp(sequence - First, 0, _messages.Count);
        _messages.RemoveRange(0, count);
        First += count;
    }

    internal byte[] Snapshot(long sequence) => _snapshots[sequence];

    internal void Keep(long sequence, byte[] snapshot) => _snapshots[sequence] = snapshot;

    internal void Drop(long sequence) => _snapshots.Remove(sequence);

    internal void Leave(SimulatedStream node) => _nodes.Remove(node);

    private void Store(ReadOnlyMemory<byte> message, DateTimeOffset now)
    {
        _messages.Add(new StreamMessage(Last + 1, now + _clockError, message));
        foreach (var node in _nodes.ToArray())
        {
            node.HandOut();
        }
    }
}
