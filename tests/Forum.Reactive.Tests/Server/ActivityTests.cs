using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>The server's lines about what users did.</summary>
public abstract class ActivityTests : IDisposable
{
    private readonly ForumWorld _world;
    private readonly List<string> _lines = [];
    private readonly IDisposable _watching;

    protected ActivityTests(LogKind log)
    {
        _world = new ForumWorld(kind: log);
        _watching = _world.Server.Activity.CheckGrammar().Subscribe(_lines.Add);
    }

    [Fact]
    public void Each_valid_command_has_its_line()
    {
        var yoda = _world.Yoda();
        var hans = _world.Hans();
        var stamp = _world.Stamp;
        yoda.Ask("MSG Hello", $"EDT #1 {stamp} Hi", "MSG two");
        hans.Ask($"EDT #1 {stamp} x", $"DLT #1 {stamp}", "RDM 01 Jan 2000 00:00:00", "ATU");
        yoda.Ask($"DLT #2 {stamp}", "OUT");
        Assert.Equal(
            [
                $"yoda login at {stamp}.",
                $"hans login at {stamp}.",
                $"yoda posted MSG #1 \"Hello\" at {stamp}.",
                $"yoda edited MSG #1 \"Hi\" at {stamp}.",
                $"yoda posted MSG #2 \"two\" at {stamp}.",
                $"hans attempts to edit MSG #1 at {stamp}. Authorisation fails.",
                $"hans attempts to delete MSG #1 at {stamp}. Authorisation fails.",
                "hans issued RDM command",
                "Return messages:",
                $"#1; yoda: \"Hi\" edited at {stamp}.",
                $"#2; yoda: \"two\" posted at {stamp}.",
                "hans issued ATU command",
                "Return active user list:",
                $"yoda; 10.0.0.2; 0; active since {stamp}.",
                $"yoda deleted MSG #2 \"two\" at {stamp}.",
                "yoda logout",
            ],
            _lines
        );
    }

    [Fact]
    public void What_a_program_asks_for_itself_has_none()
    {
        var hans = _world.Hans();
        Assert.Equal(
            ["204 no new message", "204 no other active user", "204 no new message"],
            hans.Ask("OWN RDM 01 Jan 2000 00:00:00", "OWN ATU", "OWN RDM #1")
        );
        Assert.Equal(["501 Usage: OWN RDM timestamp, or OWN ATU"], hans.Ask("OWN MSG hello"));
        Assert.Single(_lines);
    }

    [Fact]
    public void Invalid_commands_and_failed_logins_have_none()
    {
        _world.Yoda().Ask("nonsense", "MSG", "DLT #9 01 Jan 2000 00:00:00");
        _world.Connect().Ask("USER hans", "PASS wrong");
        Assert.Single(_lines);
    }

    [Fact]
    public void A_lost_connection_is_a_logout()
    {
        _world.Yoda().Abort();
        _world.Settle();
        Assert.Equal("yoda logout", _lines[^1]);
    }

    [Fact]
    public void Passwords_never_show()
    {
        _world.Connect().Ask("USER yoda", "PASS comp9331x", "PASS comp9331", "OUT");
        Assert.DoesNotContain(_lines, line => line.Contains("comp", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_no_longer_watches_is_told_nothing()
    {
        _watching.Dispose();
        _world.Yoda();
        Assert.Empty(_lines);
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }
}
