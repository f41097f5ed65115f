using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>The contract of connections in virtual time, over links of several kinds.</summary>
public abstract class SimulatedConnectionContract : ConnectionContract
{
    private readonly TestScheduler _clock = new();
    private readonly SimulatedNetwork _network;

    protected SimulatedConnectionContract(SimulatedLink link) => _network = new SimulatedNetwork(_clock, seed: 1, link);

    public sealed class OverAPerfectLink : SimulatedConnectionContract
    {
        public OverAPerfectLink()
            : base(new SimulatedLink()) { }
    }

    public sealed class OverALinkWithDelay : SimulatedConnectionContract
    {
        public OverALinkWithDelay()
            : base(new SimulatedLink { Delay = TimeSpan.FromMilliseconds(1), Jitter = TimeSpan.FromMilliseconds(5) })
        { }
    }

    public sealed class OverALinkThatLosesAndMixesUp : SimulatedConnectionContract
    {
        public OverALinkThatLosesAndMixesUp()
            : base(
                new SimulatedLink
                {
                    Rate = 100_000_000,
                    Delay = TimeSpan.FromMilliseconds(1),
                    Loss = 0.01,
                    Repetition = 0.01,
                    Reordering = 0.01,
                    Damage = 0.001,
                }
            ) { }
    }

    public override void Dispose()
    {
        _network.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override (IConnection Near, IConnection Far) Connect()
    {
        (IConnection? near, IConnection? far) = (null, null);
        var host = _network.Host("10.0.0.1");
        using var listener = host.Listen(0, host.StartLoop("server"));
        listener.Accepted.Subscribe(connection => far = connection);
        _network
            .Host("10.0.0.2")
            .Connect("10.0.0.1", listener.LocalEndPoint.Port)
            .Subscribe(connection => near = connection);
        Until(() => near is not null && far is not null);
        return (near!, far!);
    }

    private protected override void Until(Func<bool> isSo)
    {
        for (var i = 0; i < 100_000 && !isSo(); i++)
        {
            _clock.AdvanceBy(TimeSpan.TicksPerMillisecond);
        }

        Assert.True(isSo());
    }

    private protected override void LetSettle() => _clock.AdvanceBy(TimeSpan.TicksPerSecond);
}
