using System.Reactive;
using System.Reactive.Linq;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Server;

/// <summary>Stopping in stages.</summary>
public abstract class Stopping(LogKind log) : IDisposable
{
    private readonly ForumWorld _world = new(kind: log);

    [Fact]
    public void Every_session_is_told_and_its_user_logged_out()
    {
        var yoda = _world.Yoda();
        var guest = _world.Connect();
        Stop();
        _world.Pass(TimeSpan.FromTicks(5) + _world.LogDelay);
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        _world.Settle();
        Assert.Equal(["421 The server stops"], yoda.Take());
        Assert.Equal(["421 The server stops"], guest.Take());
        Assert.True(yoda.IsClosed && guest.IsClosed);
    }

    [Fact]
    public void It_is_done_when_the_last_client_has_closed()
    {
        var yoda = _world.Yoda();
        var done = Stop();
        _world.Settle();
        Assert.Empty(done.Messages);
        yoda.CloseOutput();
        _world.Settle();
        Assert.Equal([NotificationKind.OnNext, NotificationKind.OnCompleted], done.Messages.Select(m => m.Value.Kind));
    }

    [Fact]
    public void It_is_done_at_once_when_nobody_is_there()
    {
        var done = Stop();
        _world.Pass(TimeSpan.FromTicks(10));
        Assert.Equal(2, done.Messages.Count);
    }

    [Fact]
    public void Who_does_not_close_is_cut_off_when_the_time_is_over()
    {
        var yoda = _world.Yoda();
        var before = _world.Now;
        var done = Stop();
        _world.PassUntil(before + new ForumServerOptions { Credentials = ForumWorld.Users }.StopTimeout);
        Assert.Empty(done.Messages);
        _world.Pass(TimeSpan.FromTicks(10));
        Assert.Equal(2, done.Messages.Count);
        _world.Settle();
        Assert.Equal(["421 The server stops"], yoda.Take());
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    [Fact]
    public void Nobody_new_comes_in()
    {
        Stop();
        Exception? refused = null;
        _world
            .Network.Host("10.0.0.2")
            .Connect(ForumWorld.ServerAddress, 12000)
            .Subscribe(_ => { }, error => refused = error);
        _world.Settle();
        Assert.NotNull(refused);
    }

    [Fact]
    public void What_was_asked_before_is_answered_before()
    {
        var yoda = _world.Yoda();
        yoda.Send("MSG one", "NOOP");
        _world.Pass(TimeSpan.FromTicks(1));
        Stop();
        _world.Settle();
        Assert.Equal([$"210 Message #1 posted at {_world.Stamp}.", "200 OK", "421 The server stops"], yoda.Take());
    }

    [Fact]
    public void The_caches_complete()
    {
        var messages = false;
        var users = false;
        _world.Server.Messages.Connect().Subscribe(_ => { }, () => messages = true);
        _world.Server.ActiveUsers.Connect().Subscribe(_ => { }, () => users = true);
        _world.Server.Dispose();
        _world.Server.Dispose();
        _world.Settle();
        Assert.True(messages && users);
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private ITestableObserver<Unit> Stop()
    {
        var done = _world.Clock.CreateObserver<Unit>();
        _world.Server.Stop().CheckGrammar().Subscribe(done);
        return done;
    }
}
