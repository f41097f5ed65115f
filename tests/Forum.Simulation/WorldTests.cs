using System.Globalization;
using Forum.Reactive.Tests.World;
using Forum.Simulation.Worlds;

namespace Forum.Simulation;

/// <summary>Whole worlds, each from its seed.</summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_world_keeps_its_promises()
    {
        var outcome = Hunt.FromEnvironment().Run();
        output.WriteLine(outcome.Summary);
        Assert.True(outcome.Failure is null, outcome.Failure);
    }

    [Fact]
    public void The_same_seed_gives_the_same_world_to_the_last_byte_in_another_process()
    {
        var seed = Random.Shared.Next(int.MaxValue - 1);
        var hash = HashOf(seed);
        var again = AnotherProcess.Run(
            A_world_is_the_same_when_it_happens_again,
            seed,
            "tr_TR",
            "Asia/Kathmandu",
            1,
            isInvariant: true
        );
        Assert.True(hash == again, string.Create(CultureInfo.InvariantCulture, $"Seed {seed}"));
        Assert.NotEqual(hash, HashOf(seed + 1));
    }

    /// <summary>What the other process runs: it writes down what came of its seed.</summary>
    [Fact]
    public void A_world_is_the_same_when_it_happens_again()
    {
        var seed = AnotherProcess.Seed ?? 1;
        var hash = HashOf(seed);
        if (!AnotherProcess.Tell(hash))
        {
            Assert.Equal(hash, HashOf(seed));
        }
    }

    private static string HashOf(int seed)
    {
        using var world = new World(Plan.Of(seed));
        return world.Run().Hash;
    }
}
