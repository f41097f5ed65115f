using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Session;

public sealed class ServerFactsTests
{
    private static readonly string[] Facts =
    [
        "idle-timeout 8",
        "time-zone +01:00 Europe/Berlin",
        "own",
        "later 1",
        "OK",
    ];

    [Fact]
    public void What_the_server_says_of_itself_is_read_and_what_is_not_known_here_passed_over()
    {
        var facts = ServerFacts.Of(new Reply(200, Facts));

        Assert.Equal(TimeSpan.FromSeconds(8), facts.IdleTimeout);
        Assert.Equal("Europe/Berlin", facts.Zone!.Id);
        Assert.True(facts.TakesOwn);
    }

    [Fact]
    public void A_zone_that_this_machine_does_not_know_is_its_offset() =>
        Assert.Equal(
            TimeSpan.FromMinutes(-210),
            ServerFacts.Of(new Reply(200, ["time-zone -03:30 Moon/Crater", "OK"])).Zone!.BaseUtcOffset
        );

    [Fact]
    public void A_server_that_knows_no_CAP_is_an_older_one() =>
        Assert.Same(ServerFacts.Unknown, ServerFacts.Of(new Reply(500, ["Error. Invalid command!"])));

    [Fact]
    public void With_a_short_idle_time_out_the_client_speaks_in_time()
    {
        var client = new ClientUnderTest(facts: Facts).LogIn().Wait(TimeSpan.FromSeconds(4));

        Assert.Equal(["NOOP"], client.Server.Lines);
    }

    [Fact]
    public void What_nobody_typed_is_marked_where_the_server_knows_the_mark()
    {
        var client = new ClientUnderTest(facts: Facts);
        client.Answer(200, "UDP port 8000").Enter("yoda").Enter("comp9331").Answer(331, "Password required");
        client.Answer(230, "Welcome to TOOM!");

        Assert.Equal("OWN ATU", client.Server.Lines[^1]);

        client.Answer(200, "Subscribed").Answer(204, "no other active user").Enter("ATU");

        Assert.Equal("ATU", client.Server.Lines[^1]);
    }
}
