namespace Forum.Reactive.Transport.Simulation;

/// <summary>
/// One direction between two interfaces: what the link does at random, a queue before a link of a given rate, then the delay. Each
/// thing that happens at random has a random stream of its own.
/// </summary>
internal sealed class SimulatedPipe
{
    private readonly SimulatedNetwork _network;
    private readonly SimulatedInterface _from;
    private readonly SimulatedInterface _to;
    private readonly Chances _chances;
    private SimulatedLink? _link;
    private long _linkFreeAt;
    private long _lastArrival;
    private long _burstUntil;

    public SimulatedPipe(SimulatedNetwork network, SimulatedInterface from, SimulatedInterface to)
    {
        (_network, _from, _to) = (network, from, to);
        _chances = new Chances(network.Seed, $"{from.Name}>{to.Name}");
    }

    /// <summary>The link's own, or the one of all links of the subnet.</summary>
    public SimulatedLink Link => _link ?? _from.Subnet.Link;

    public void Set(SimulatedLink link) => _link = link;

    /// <summary>Takes the packet over.</summary>
    public void Carry(SimulatedPacket packet)
    {
        (packet.From, packet.To) = (_from, _to);
        if (packet.WireBytes > Link.Mtu)
        {
            Drop(packet, WireEventKind.TooLarge);
        }
        else if (_chances.Repetition.Happens(Link.Repetition))
        {
            var second = _network.Rent();
            second.CopyFrom(packet);
            _network.Tell(WireEventKind.Repeated, _from.Host, packet);
            Travel(packet);
            Travel(second);
        }
        else
        {
            Travel(packet);
        }
    }

    private void Travel(SimulatedPacket packet)
    {
        var now = _network.Queue.Now;
        if (IsLost(now))
        {
            Drop(packet, WireEventKind.Lost);
        }
        else if (!TryQueue(packet, now, out var sent))
        {
            _network.QueueDrops++;
            Drop(packet, WireEventKind.Overflowed);
        }
        else if (Damage(packet))
        {
            _network.Queue.Add(packet, Math.Max(now + 1, Arrival(sent)));
        }
    }

    private bool IsLost(long now)
    {
        if (now < _burstUntil)
        {
            return true;
        }

        if (_chances.Bursts.Happens(Link.Bursts))
        {
            _burstUntil = now + Link.BurstTime.Ticks;
            return true;
        }

        return _chances.Loss.Happens(Link.Loss);
    }

    private bool TryQueue(SimulatedPacket packet, long now, out long sent)
    {
        var link = Link;
        sent = Math.Max(_linkFreeAt, now);
        if (_chances.Stalls.Happens(link.Stalls))
        {
            sent += link.StallTime.Ticks;
            _linkFreeAt = sent;
        }

        if (link.Rate == 0)
        {
            return true;
        }

        if ((sent - now) * (double)link.Rate / 8 / TimeSpan.TicksPerSecond > link.QueueBytes)
        {
            return false;
        }

        sent += (long)(packet.WireBytes * 8.0 * TimeSpan.TicksPerSecond / link.Rate);
        _linkFreeAt = sent;
        return true;
    }

    private long Arrival(long sent)
    {
        var link = Link;
        var due = sent + link.Delay.Ticks;
        if (link.Jitter > TimeSpan.Zero)
        {
            due += (long)(link.Jitter.Ticks * _chances.Jitter.NextDouble());
        }

        // Only what is held back on purpose is overtaken; a link that was changed may overtake, too.
        if (_chances.Reordering.Happens(link.Reordering))
        {
            return due
                + (long)(link.Delay.Ticks * 0.5 * _chances.Reordering.NextDouble())
                + TimeSpan.TicksPerMillisecond;
        }

        if (link.Jitter > TimeSpan.Zero)
        {
            due = Math.Max(due, _lastArrival);
        }

        _lastArrival = due;
        return due;
    }

    /// <returns>Whether the packet is still of use.</returns>
    private bool Damage(SimulatedPacket packet)
    {
        if (packet.Length == 0 || !_chances.Damage.Happens(Link.Damage))
        {
            return true;
        }

        var bytes = packet.Buffer.Span;
        bytes[_chances.Damage.Next(bytes.Length)] ^= (byte)(1 << _chances.Damage.Next(8));
        _network.Tell(WireEventKind.Damaged, _from.Host, packet);
        if (packet.Protocol == SimulatedProtocol.Tcp)
        {
            _network.Return(packet); // Its checksum is wrong.
            return false;
        }

        return true;
    }

    private void Drop(SimulatedPacket packet, WireEventKind why)
    {
        _network.Tell(why, _from.Host, packet);
        _network.Return(packet);
    }

    private sealed class Chances(int seed, string pipe)
    {
        public SimulationRandom Loss { get; } = SimulationRandom.For(seed, $"{pipe} loss");

        public SimulationRandom Bursts { get; } = SimulationRandom.For(seed, $"{pipe} bursts");

        public SimulationRandom Stalls { get; } = SimulationRandom.For(seed, $"{pipe} stalls");

        public SimulationRandom Jitter { get; } = SimulationRandom.For(seed, $"{pipe} jitter");

        public SimulationRandom Repetition { get; } = SimulationRandom.For(seed, $"{pipe} repetition");

        public SimulationRandom Reordering { get; } = SimulationRandom.For(seed, $"{pipe} reordering");

        public SimulationRandom Damage { get; } = SimulationRandom.For(seed, $"{pipe} damage");
    }
}
