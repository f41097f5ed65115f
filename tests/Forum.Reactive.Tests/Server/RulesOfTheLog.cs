using Forum.Reactive.Log;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>What the forum goes by stands in the log, so that whoever reads it goes by the same.</summary>
public sealed class RulesOfTheLog
{
    private static ForumRules Defaults => new ForumServerOptions { Credentials = ForumWorld.Users }.Rules;

    [Fact]
    public void A_new_log_begins_with_the_rules_also_with_those_that_are_the_default()
    {
        var log = new RecordingLog();
        using var world = new ForumWorld(log: log);
        Assert.Equal(Defaults, log.Durable.First().Act.Rules);
        Assert.Equal(ActKind.NodeJoined, log.Durable.Skip(1).Single().Act.Kind);
    }

    [Fact]
    public void A_log_that_has_these_rules_gets_no_others()
    {
        var log = new RecordingLog(Entries.Of(1, Act.SetRules(Defaults)));
        using var world = new ForumWorld(log: log);
        Assert.Equal(ActKind.NodeJoined, Assert.Single(log.Durable).Act.Kind);
    }

    [Fact]
    public void A_log_that_has_other_rules_gets_those_of_the_options_before_anybody_comes_in()
    {
        var log = new RecordingLog(Entries.Of(1, Act.SetRules(Defaults)));
        using var world = new ForumWorld(options => options with { MaxFailures = 1 }, log: log);
        Assert.Equal(Defaults with { MaxFailures = 1 }, log.Durable.First().Act.Rules);
        var client = world.Connect();
        Assert.StartsWith("421", client.Ask("USER yoda", "PASS wrong")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_was_set_back_while_the_server_was_down_is_told_at_the_start()
    {
        var log = new RecordingLog(Entries.Of(1, Act.SetRules(Defaults)), AheadBy(TimeSpan.FromHours(1)));
        using var world = new ForumWorld(log: log);
        Assert.Equal(ActKind.Clock, log.Durable.First().Act.Kind);
        Assert.Equal(ForumWorld.Start, log.Durable.First().Act.Clock.Wall, TimeSpan.FromSeconds(1));
    }

    private static Entry AheadBy(TimeSpan time) =>
        Entries.Of(2, Act.ClockSet(new ClockDetails(ForumWorld.Start - time, ForumWorld.Start)));
}
