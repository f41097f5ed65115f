using Forum.Simulation.Faults;
using Forum.Simulation.Worlds;

namespace Forum.Simulation;

/// <summary>What is broken by intention is found: the worlds can fail.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int MostWorlds = 1000;

    public static TheoryData<string> All() => [.. Enum.GetNames<Fault>().Where(name => name != nameof(Fault.None))];

    [Theory]
    [MemberData(nameof(All))]
    public void A_planted_fault_is_found_within_a_thousand_worlds(string fault)
    {
        for (var seed = 1; seed <= MostWorlds; seed++)
        {
            using var world = new World(Plan.Of(seed), Enum.Parse<Fault>(fault));
            if (world.Run() is { Violation: { } violation })
            {
                output.WriteLine($"Found in world {seed}: {violation.Split('\n')[0]}");
                return;
            }
        }

        Assert.Fail($"No world fails by {fault}");
    }
}
