using System.Globalization;
using Forum.Simulation.Worlds;

namespace Forum.Simulation;

/// <summary>Whole worlds, each from its seed.</summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_world_keeps_its_promises()
    {
        var hunt = Hunt.FromEnvironment();
        var outcome = hunt.Run();
        output.WriteLine(outcome.Summary);
        Assert.True(outcome.Failure is null, outcome.Failure);
    }

    [Fact]
    public void The_same_seed_gives_the_same_world_to_the_last_byte()
    {
        var seed = Random.Shared.Next();
        Assert.True(HashOf(seed) == HashOf(seed), string.Create(CultureInfo.InvariantCulture, $"Seed {seed}"));
    }

    private static string HashOf(int seed)
    {
        using var world = new World(Plan.Of(seed));
        return world.Run().Hash;
    }
}
