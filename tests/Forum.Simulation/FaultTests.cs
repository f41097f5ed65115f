using Forum.Simulation.Faults;
using Forum.Simulation.Worlds;

namespace Forum.Simulation;

/// <summary>What is broken by intention is found: the worlds can fail.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int MostWorlds = 1000;

    public static TheoryData<string> All() => [.. Enum.GetNames<Fault>().Where(name => name != nameof(Fault.None))];

    [Fact]
    public void A_world_that_fails_is_made_smaller_and_still_fails()
    {
        var (failed, _) = Find(Fault.AnswerBeforeJournal)!.Value;
        var smaller = Shrinking.Shrink(failed, most: 200, Fault.AnswerBeforeJournal);
        output.WriteLine(smaller.Chronicle.Story(100));
        Assert.Contains("entries were acknowledged", smaller.Violation, StringComparison.Ordinal);
        Assert.Contains(smaller.Plan.Steps, step => step.Kind is StepKind.CrashServer or StepKind.KillServer);
        Assert.InRange(smaller.Plan.Steps.Count, 1, 3); // The server crashes, and at most something was done before.
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_planted_fault_is_found_within_a_thousand_worlds(string fault)
    {
        if (Find(Enum.Parse<Fault>(fault)) is not var (result, seed))
        {
            Assert.Fail($"No world fails by {fault}");
        }
        else
        {
            output.WriteLine($"Found in world {seed}: {result.Violation!.Split('\n')[0]}");
        }
    }

    private static (WorldResult Result, int Seed)? Find(Fault fault)
    {
        for (var seed = 1; seed <= MostWorlds; seed++)
        {
            using var world = new World(Plan.Of(seed), fault);
            if (world.Run() is { Violation: not null } result)
            {
                return (result, seed);
            }
        }

        return null;
    }
}
