using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Server;
using Forum.Reactive.Testing;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Server;

/// <summary>A server whose disk was full when it began, and that failed before it could say that it had: found by a simulated world.</summary>
public sealed class UnsaidBeginnings : IDisposable
{
    private readonly SimulatedClock _clock = new();
    private readonly SimulatedJournal _journal = new(seed: 1);
    private readonly SimulatedNetwork _network;
    private readonly SimulatedHost _host;

    public UnsaidBeginnings()
    {
        _network = new SimulatedNetwork(_clock, seed: 1);
        _host = _network.AddHost("server", "10.0.0.1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_was_logged_in_there_is_gone_after_the_restart(bool ranBefore)
    {
        if (ranBefore)
        {
            Start();
            _clock.Pass(TimeSpan.FromSeconds(1));
            Crash();
        }

        _journal.IsFull = true;
        Start();
        _clock.Pass(TimeSpan.FromSeconds(0.1));
        _journal.IsFull = false;
        ForumClient
            .Connect("server", 12000, _network.Host("10.0.0.2"))
            .Subscribe(client => client.LogIn("yoda", "comp9331"));
        _clock.Pass(TimeSpan.FromSeconds(0.1));
        Crash();
        var server = Start();
        _clock.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(0, server.ActiveUsers.Count);
    }

    public void Dispose() => _network.Dispose();

    private ForumServer Start()
    {
        var options = new ForumServerOptions { Credentials = ForumWorld.Users, Port = 12000 };
        return ForumServer.Start(options, _journal.Open(), _host, _host.StartLoop("views"));
    }

    private void Crash()
    {
        _host.Crash();
        _journal.Crash();
        _host.Start();
    }
}
