using Forum.Reactive.Forum;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Server;

/// <summary>What happens to a session while its requests wait in the log: the log is held, and let go step by step.</summary>
public sealed class SessionRaces : IDisposable
{
    private readonly HeldLog _log;
    private readonly ForumWorld _world;

    public SessionRaces()
    {
        _log = new HeldLog(() => _world!.Now);
        _world = new ForumWorld(log: _log);
        Finish();
    }

    [Fact]
    public void A_connection_lost_while_its_login_is_decided_leaves_nobody_logged_in()
    {
        var client = ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        client.Dispose();
        Settle();
        Finish();
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    [Fact]
    public void A_session_told_to_stop_while_its_login_is_decided_leaves_nobody_logged_in()
    {
        ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        _world.Server.Stop();
        Settle();
        Finish();
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
    }

    [Fact]
    public void A_session_whose_time_is_up_while_its_login_is_decided_leaves_nobody_logged_in()
    {
        ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        _world.Pass(TimeSpan.FromSeconds(60));
        Finish();
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
    }

    [Fact]
    public void A_connection_lost_behind_its_OUT_does_not_log_out_who_came_in_between()
    {
        var first = ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        _log.LetAllOut();
        Settle();
        _log.LetAllOut();
        Assert.Equal(1, _world.Server.ActiveUsers.Count);

        first.Write("OUT\n"u8);
        Settle();
        ConnectAndSend("USER yoda\nPASS comp9331\n"u8);
        first.Dispose();
        Settle();
        Finish();
        Assert.Equal(1, _world.Server.ActiveUsers.Count);
    }

    [Fact]
    public void A_connection_lost_behind_its_OUT_leaves_once()
    {
        List<string> left = [];
        _world.Server.Outcomes.Subscribe(batch => left.AddRange(Leavers(batch)));
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
        Assert.Equal(0, _world.Server.ConnectionCount);
        Assert.Equal(0, _world.Server.SubscriberCount);
    }

    [Fact]
    public void A_session_reads_no_further_while_its_share_of_requests_waits_in_the_log()
    {
        var client = ConnectAndSend(default);
        Finish();
        byte[] requests = [.. Enumerable.Repeat("NOOP\n"u8.ToArray(), 10_000).SelectMany(line => line)];
        Assert.Equal(requests.Length, client.Write(requests));
        Settle();
        Assert.Equal(Session.MaxInFlight, _log.Count);
        Finish();
        Assert.Equal(0, _log.Count);
    }

    public void Dispose() => _world.Dispose();

    private static IEnumerable<string> Leavers(OutcomeBatch batch) =>
        [
            .. batch
                .Outcomes.ToArray()
                .Where(outcome => outcome.Kind == OutcomeKind.Left)
                .Select(outcome => outcome.User!),
        ];

    private IConnection ConnectAndSend(ReadOnlySpan<byte> requests)
    {
        IConnection? client = null;
        _world
            .Network.Host("10.0.0.2")
            .Connect(ForumWorld.ServerAddress, 12000)
            .Subscribe(connection => client = connection);
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

    private void Settle() => _world.Settle();
}
