using Forum.Reactive.Forum;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>A session whose time is up while its requests wait: the log is held, and let go later.</summary>
public sealed class TimeOuts : IDisposable
{
    private readonly HeldLog _log;
    private readonly ForumWorld _world;
    private readonly List<OutcomeKind> _happened = [];

    public TimeOuts()
    {
        _log = new HeldLog(() => _world!.Now);
        _world = new ForumWorld(log: _log);
        _world.Server.Outcomes.Subscribe(batch =>
        {
            foreach (var outcome in batch.Outcomes)
            {
                _happened.Add(outcome.Kind);
            }
        });
        Finish();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public void A_message_behind_a_time_out_is_never_posted_after_the_user_has_left(int messages)
    {
        var client = Connect("USER yoda", "PASS comp9331");
        Finish();
        client.Send([.. Enumerable.Repeat("MSG in time", messages)]);
        _world.Pass(TimeSpan.FromMinutes(15));
        client.Send("MSG too late");
        _world.Settle();
        Finish();
        Assert.Equal(OutcomeKind.Left, Assert.Single(_happened, kind => kind is OutcomeKind.Left));
        var left = _happened.IndexOf(OutcomeKind.Left);
        Assert.Equal(-1, _happened.IndexOf(OutcomeKind.Posted, left));
        Assert.InRange(_world.Server.Messages.Count, 1, messages);
        Assert.DoesNotContain(client.Take(), line => line.Contains("too late", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_user_asked_before_another_connection_took_over_is_answered_and_what_came_later_is_not_done()
    {
        var first = Connect("USER yoda", "PASS comp9331");
        Finish();
        var second = Connect("USER yoda", "PASS comp9331", "TAKE");
        first.Send("MSG before");
        _world.Settle();
        Finish();
        first.Send("MSG after");
        _world.Settle();
        Finish();
        Assert.Equal(1, _world.Server.Messages.Count);
        Assert.Equal("421 Taken over", first.Take()[^1]);
        Assert.Equal("230 Welcome to TOOM!", second.Take()[^1]);
        Assert.Equal(1, _world.Server.ActiveUsers.Count);
    }

    public void Dispose() => _world.Dispose();

    private WireClient Connect(params string[] lines)
    {
        var client = _world.Connect();
        client.Send(lines);
        _world.Settle();
        return client;
    }

    private void Finish()
    {
        for (var round = 0; round < 20; round++)
        {
            _log.LetAllOut();
            _world.Settle();
        }
    }
}
