using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Access;

/// <summary>What one address may do, over all names; and what a flood of names may not.</summary>
public abstract class FailuresOfAnAddress(LogKind log)
{
    private const string Again = "530 Invalid Password. Please try again";
    private const string HeldBack = "421 Too many failed log-ins from your address. Please try again later";
    private const string NowBlocked = "421 Invalid Password. Your account has been blocked. Please try again later";
    private const string Welcome = "230 Welcome to TOOM!";
    private const string Attacker = "10.0.0.66";

    [Fact]
    public void Beyond_its_budget_an_address_is_refused_whether_the_password_is_right_or_wrong()
    {
        using var world = new ForumWorld(kind: log);
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal([Again], LogIn(world, $"name{i}", "wrong", Attacker));
        }

        Assert.Equal([HeldBack], LogIn(world, "yoda", "wrong", Attacker));
        Assert.Equal([HeldBack], LogIn(world, "yoda", "comp9331", Attacker));
        Assert.Equal([HeldBack], LogIn(world, "nobody", "wrong", Attacker));
        Assert.Equal([Welcome], LogIn(world, "yoda", "comp9331", "10.0.0.2"));

        world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["230 Welcome to TOOM!"], LogIn(world, "hans", "comp9331*", Attacker));
    }

    [Fact]
    public void Being_refused_costs_nothing_and_ends_the_connection()
    {
        using var world = new ForumWorld(kind: log, configure: options => options with { MaxFailuresPerMinute = 1 });
        LogIn(world, "nobody", "wrong", Attacker);
        for (var i = 0; i < 30; i++)
        {
            var client = world.Connect(Attacker);
            client.Ask("USER yoda");
            Assert.Equal([HeldBack], client.Ask("PASS wrong"));
            Assert.True(client.IsClosed);
            world.Pass(TimeSpan.FromSeconds(1));
        }

        world.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal([Welcome], LogIn(world, "yoda", "comp9331", Attacker));
    }

    [Fact]
    public void A_success_costs_nothing()
    {
        using var world = new ForumWorld(kind: log, configure: options => options with { MaxFailuresPerMinute = 1 });
        for (var i = 0; i < 5; i++)
        {
            var client = world.Yoda();
            client.Ask("OUT");
        }
    }

    [Fact]
    public void A_flood_of_names_from_many_addresses_does_not_end_the_count_of_one()
    {
        const int capacity = 256;
        using var world = new ForumWorld(kind: log, configure: options => options with { FailureCapacity = capacity });
        Assert.Equal([Again], LogIn(world, "yoda", "wrong", Attacker));
        Assert.Equal([Again], LogIn(world, "yoda", "wrong", Attacker));
        for (var i = 0; i < capacity; i++)
        {
            Assert.Equal([Again], LogIn(world, $"name{i}", "wrong", $"10.1.{i / 32}.1"));
        }

        Assert.Equal([NowBlocked], LogIn(world, "yoda", "wrong", Attacker));
        Assert.InRange(world.Server.FailedLogins.Count, 1, capacity);
    }

    private static string[] LogIn(ForumWorld world, string user, string password, string from)
    {
        var client = world.Connect(from);
        client.Ask($"USER {user}");
        var answer = client.Ask($"PASS {password}");
        client.Abort();
        world.Settle();
        return answer;
    }
}
