using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>TAKE: a user goes on, on another connection than the one where the user is logged in.</summary>
public sealed class TakeOvers : IDisposable
{
    private const string AlreadyIn = "532 yoda is already logged in";
    private const string TooLate = "503 TAKE follows 532 only";
    private readonly ForumWorld _world = new();

    [Fact]
    public void TAKE_ends_the_other_session_and_logs_in()
    {
        var watcher = _world.Hans();
        watcher.Ask("SUB");
        var first = _world.Yoda();
        var second = _world.Connect("10.0.0.9");
        var answers = second.Ask("USER yoda", "PASS comp9331");
        Assert.StartsWith("532", answers[^1], StringComparison.Ordinal);
        watcher.Take();
        Assert.Equal(["230 Welcome to TOOM!"], second.Ask("TAKE"));
        Assert.Equal(["421 Taken over"], first.Take());
        Assert.True(first.IsClosed);
        Assert.Equal("10.0.0.9", _world.Server.ActiveUsers.Lookup("yoda").Value.Address);
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["LEFT", "JOINED"], watcher.Take().Select(line => line.Split(' ')[1]));
        Assert.StartsWith("210", Assert.Single(second.Ask("MSG here")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_old_session_does_afterwards_changes_nothing()
    {
        var first = _world.Yoda();
        first.Ask($"OFFER hans 1 - {TestKey.Valid} a.txt");
        var second = _world.Connect();
        second.Ask("USER yoda", "PASS comp9331", "TAKE");
        first.Ask("MSG late");
        first.Abort();
        _world.Settle();
        Assert.Equal(0, _world.Server.Messages.Count);
        Assert.Equal(1, _world.Server.ActiveUsers.Count);
        Assert.Equal(["200 OK"], second.Ask("NOOP"));
    }

    [Fact]
    public void TAKE_follows_the_refusal_directly_and_works_once()
    {
        _world.Yoda();
        var second = _world.Connect();
        Assert.Equal([TooLate], second.Ask("TAKE"));
        second.Ask("USER yoda", "PASS comp9331");
        Assert.Equal(["200 OK", TooLate], second.Ask("NOOP", "TAKE"));
    }

    [Fact]
    public void A_wrong_password_takes_nothing()
    {
        var first = _world.Yoda();
        var second = _world.Connect();
        Assert.Equal(TooLate, second.Ask("USER yoda", "PASS wrong", "TAKE")[^1]);
        Assert.Equal(["200 OK"], first.Ask("NOOP"));
    }

    [Fact]
    public void Who_is_gone_meanwhile_is_just_logged_in()
    {
        var first = _world.Yoda();
        var second = _world.Connect();
        second.Ask("USER yoda", "PASS comp9331");
        first.Ask("OUT");
        Assert.Equal(["230 Welcome to TOOM!"], second.Ask("TAKE"));
    }

    [Fact]
    public void Two_who_take_at_the_same_time_leave_one()
    {
        _world.Yoda();
        (var second, var third) = (_world.Connect(), _world.Connect());
        second.Ask("USER yoda", "PASS comp9331");
        third.Ask("USER yoda", "PASS comp9331");
        second.Send("TAKE");
        third.Send("TAKE");
        _world.Settle();
        Assert.Equal(["230 Welcome to TOOM!", "421 Taken over"], second.Take());
        Assert.Equal(["230 Welcome to TOOM!"], third.Take());
        Assert.Equal(1, _world.Server.ActiveUsers.Count);
    }

    [Fact]
    public void Who_is_logged_in_has_nothing_to_take() =>
        Assert.Equal(["503 You are logged in already"], _world.Yoda().Ask("TAKE"));

    public void Dispose() => _world.Dispose();
}
