using System.Reactive.Linq;
using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>What the log refuses is told, changes nothing, and can be tried again.</summary>
public sealed class Refusals
{
    private static readonly LogFate[] Fates = [LogFate.Unavailable, LogFate.OutOfStorage];
    private Func<Entry, bool> _refuses = _ => false;

    public static TheoryData<LogFate> Whys => [.. Fates];

    [Theory]
    [MemberData(nameof(Whys))]
    public void A_request_that_the_log_refuses_is_told_so_and_changes_nothing(LogFate why)
    {
        using var world = Start(why);
        (var yoda, _) = (world.Yoda(), world.Hans());
        yoda.Ask("MSG one");
        string[] requests =
        [
            "MSG two",
            $"EDT #1 {world.Stamp} changed",
            $"DLT #1 {world.Stamp}",
            "PORT 8001",
            $"OFFER hans 1 - {TestKey.Valid} a.txt",
            "OUT",
        ];
        _refuses = entry => entry.Origin.Session != 0;
        var answers = yoda.Ask(requests);
        Assert.Equal(Enumerable.Repeat(Words(why), requests.Length), answers);
        Assert.Equal("one", world.Server.Messages.At(1)!.Text);
        Assert.Equal(1, world.Server.Messages.Count);
        Assert.Equal(0, world.Server.ActiveUsers.Lookup("yoda").Value.UdpPort);
        _refuses = _ => false;
        Assert.DoesNotContain(Words(why), yoda.Ask(requests));
        Assert.Equal("two", world.Server.Messages.At(1)!.Text);
        Assert.True(yoda.IsClosed);
    }

    [Theory]
    [MemberData(nameof(Whys))]
    public void A_log_in_that_the_log_refuses_can_be_tried_again_on_the_same_connection(LogFate why)
    {
        using var world = Start(why);
        var client = world.Connect();
        _refuses = entry => entry.Act.Kind == ActKind.LogIn;
        Assert.Equal(["331 Password required", Words(why)], client.Ask("USER yoda", "PASS comp9331"));
        Assert.Equal(0, world.Server.ActiveUsers.Count);
        _refuses = _ => false;
        Assert.Equal(["230 Welcome to TOOM!"], client.Ask("PASS comp9331"));
    }

    [Theory]
    [MemberData(nameof(Whys))]
    public void A_user_whose_connection_is_lost_is_logged_out_as_soon_as_the_log_takes_it(LogFate why)
    {
        using var world = Start(why);
        world.Yoda().Abort();
        _refuses = entry => entry.Act.Kind == ActKind.LogOut;
        world.Pass(TimeSpan.FromSeconds(3.5));
        Assert.Equal(1, world.Server.ActiveUsers.Count);
        _refuses = _ => false;
        world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(0, world.Server.ActiveUsers.Count);
        world.Yoda();
    }

    [Theory]
    [MemberData(nameof(Whys))]
    public void A_program_whose_post_or_disconnection_the_log_refuses_gets_an_error(LogFate why)
    {
        using var world = Start(why);
        world.Yoda();
        _refuses = _ => true;
        List<Exception> errors = [];
        world.Server.Post("bot", "beep").Subscribe(_ => Assert.Fail("It was posted."), errors.Add);
        world.Server.Disconnect("yoda").Subscribe(_ => Assert.Fail("It was done."), errors.Add);
        world.Settle();
        Assert.All(errors, error => Assert.IsType<IOException>(error));
        Assert.Equal(2, errors.Count);
        Assert.Equal((0, 1), (world.Server.Messages.Count, world.Server.ActiveUsers.Count));
    }

    private ForumWorld Start(LogFate why) => new(log: new RefusingLog(why, entry => _refuses(entry)));

    private static string Words(LogFate why) =>
        why == LogFate.Unavailable ? "451 The log cannot be reached" : "452 Insufficient storage";
}
