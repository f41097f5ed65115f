using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>Clients that come while the log replays what was before.</summary>
public sealed class LateBeginnings
{
    [Fact]
    public void Clients_that_wait_while_a_hundred_thousand_entries_are_replayed_are_served_when_it_has_caught_up()
    {
        using var world = new ForumWorld(log: LogKinds.Replay(TimeSpan.FromMilliseconds(10)));
        LogStatus? status = null;
        world.Server.Status.Subscribe(now => status = now);
        WireClient[] waiting = [world.Connect(), world.Connect(), world.Connect()];
        waiting[0].Send("USER yoda", "PASS comp9331", "MSG first");
        world.Pass(TimeSpan.FromMilliseconds(500));
        Assert.IsType<LogStatus.Replaying>(status);
        Assert.All(waiting, client => Assert.Empty(client.Take()));
        world.Pass(TimeSpan.FromSeconds(1));
        Assert.IsType<LogStatus.CaughtUp>(status);
        Assert.Equal(["220 TOOM/1 ready", "331 Password required", "230 Welcome to TOOM!"], waiting[0].Take().Take(3));
        Assert.Equal("first", world.Server.Messages.At(1)!.Text);
        Assert.Equal(["220 TOOM/1 ready"], waiting[1].Take());
        waiting[2].Abort();
        world.Settle();
        Assert.Equal(2, world.Server.ConnectionCount);
    }
}
