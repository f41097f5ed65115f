using Forum.Simulation.Faults;
using Forum.Simulation.Worlds;

namespace Forum.Simulation;

/// <summary>
/// Makes a world that fails smaller: leaves out steps, halves first, then fewer, as long as it still fails (ddmin, Zeller and
/// Hildebrandt 2002). Each step means the same whatever is left out.
/// </summary>
internal static class Shrinking
{
    /// <summary>The smallest failing world that was found.</summary>
    /// <param name="failed">A run that failed.</param>
    /// <param name="most">How many worlds may be tried.</param>
    /// <param name="fault">What is wrong by intention.</param>
    public static WorldResult Shrink(WorldResult failed, int most, Fault fault = Fault.None)
    {
        var best = failed;
        var piece = Math.Max(1, best.Plan.Steps.Count / 2);
        var tried = 0;
        while (tried < most)
        {
            var isSmaller = false;
            for (var start = 0; start < best.Plan.Steps.Count && tried < most; tried++)
            {
                if (Try(best.Plan, start, piece, fault) is { } smaller)
                {
                    (best, isSmaller) = (smaller, true);
                }
                else
                {
                    start += piece;
                }
            }

            if (piece == 1 && !isSmaller)
            {
                break;
            }

            piece = Math.Max(1, piece / 2);
        }

        return best;
    }

    private static WorldResult? Try(Plan plan, int start, int piece, Fault fault)
    {
        Step[] steps = [.. plan.Steps.Take(start), .. plan.Steps.Skip(start + piece)];
        using var world = new World(plan with { Steps = steps }, fault);
        return world.Run() is { Violation: not null } result ? result : null;
    }
}
