using System.Reactive.Linq;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Forum.Reactive.Views;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Server;

/// <summary>What happens to a session while its requests wait in the log: the log is held, and let go step by step.</summary>
public sealed class SessionRaces : IDisposable
{
    private readonly TestScheduler _clock = new();
    private readonly HeldLog<Command> _log;
    private readonly ForumState _state = new(
        new ForumRules(3, TimeSpan.FromSeconds(10), 100, 60, 100, TimeSpan.FromSeconds(60), 100)
    );
    private readonly LiveFeed _feed;
    private readonly SimulatedNetwork _network;
    private readonly SessionServices _services;
    private readonly SessionSet _sessions;

    public SessionRaces()
    {
        _clock.AdvanceTo(ForumWorld.Start.UtcTicks);
        _log = new HeldLog<Command>(() => _clock.Now);
        _network = new SimulatedNetwork(_clock, seed: 1);
        _feed = new LiveFeed(
            new AnswerWriter(TimestampFormat.Utc),
            _clock,
            TimeSpan.FromMilliseconds(1),
            new EventRing(blocks: 2)
        );
        var options = new ForumServerOptions() { Credentials = ForumWorld.Users, TimeZone = TimeZoneInfo.Utc };
        _services = new SessionServices(options, _clock, _log, TimestampFormat.Utc, _feed);
        _sessions = new SessionSet(_services);
        _state.Outcomes.Subscribe(batch => ForumServer.Announce(batch, _feed));
        _log.Subscribe(_state);
        var host = _network.Host("10.0.0.1");
        host.Listen(1, host.StartLoop("server")).Accepted.Subscribe(_sessions.Add);
    }

    [Fact]
    public void A_connection_lost_while_its_login_is_decided_leaves_nobody_logged_in()
    {
        var client = ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        client.Dispose();
        Settle();
        Finish();
        Assert.Equal(0, _state.Users.Published.Count);
        Assert.Equal(0, _sessions.Count);
    }

    [Fact]
    public void A_session_told_to_stop_while_its_login_is_decided_leaves_nobody_logged_in()
    {
        ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        _sessions.StopAll();
        Finish();
        Assert.Equal(0, _state.Users.Published.Count);
    }

    [Fact]
    public void A_session_whose_time_is_up_while_its_login_is_decided_leaves_nobody_logged_in()
    {
        ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        _clock.AdvanceBy(TimeSpan.FromSeconds(60).Ticks);
        Finish();
        Assert.Equal(0, _state.Users.Published.Count);
    }

    [Fact]
    public void A_connection_lost_behind_its_OUT_does_not_log_out_who_came_in_between()
    {
        var first = ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        _log.LetAllOut();
        Settle();
        _log.LetAllOut();
        Assert.Equal(1, _state.Users.Published.Count);

        first.Write("OUT\n"u8);
        Settle();
        ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        first.Dispose();
        Settle();
        Finish();
        Assert.Equal(1, _state.Users.Published.Count);
    }

    [Fact]
    public void A_connection_lost_behind_its_OUT_leaves_once()
    {
        List<string> left = [];
        _state.Outcomes.Subscribe(batch => left.AddRange(Leavers(batch)));
        var client = ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        Finish();
        client.Write("OUT\n"u8);
        Settle();
        client.Dispose();
        Settle();
        Finish();
        Assert.Equal(["yoda"], left);
    }

    [Fact]
    public void A_connection_lost_while_its_SUB_waits_leaves_no_subscriber()
    {
        var client = ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        Finish();
        client.Write("SUB\n"u8);
        Settle();
        client.Dispose();
        Settle();
        Finish();
        Assert.Equal(0, _feed.SubscriberCount);
    }

    [Fact]
    public void A_session_reads_no_further_while_its_share_of_requests_waits_in_the_log()
    {
        var client = ConnectAndSend(default);
        Finish();
        byte[] requests = [.. Enumerable.Repeat("NOOP\n"u8.ToArray(), 10_000).SelectMany(line => line)];
        Assert.Equal(requests.Length, client.Write(requests));
        Settle();
        Assert.InRange(_log.Count, Session.MaxInFlight, Session.MaxInFlight + 64);
        Finish();
        Assert.Equal(0, _log.Count);
    }

    public void Dispose() => _state.Dispose();

    private static IEnumerable<string> Leavers(OutcomeBatch batch) =>
        [
            .. batch
                .Outcomes.ToArray()
                .Where(outcome => outcome.Answer.Kind is AnswerKind.Bye or AnswerKind.Left)
                .Select(outcome => outcome.Answer.Subject)
                .OfType<string>(),
        ];

    private IConnection ConnectAndSend(ReadOnlySpan<byte> requests)
    {
        IConnection? client = null;
        _network.Host("10.0.0.2").Connect("10.0.0.1", 1).Subscribe(connection => client = connection);
        Settle();
        client!.Received.Subscribe(_ => { }, _ => { });
        client.Write(requests);
        Settle();
        return client;
    }

    private void Finish()
    {
        while (_log.Count > 0)
        {
            _log.LetOut(1);
            Settle();
        }
    }

    private void Settle() => _clock.AdvanceBy(100);
}
