using System.Diagnostics;
using System.Globalization;
using Forum.Simulation.Worlds;

namespace Forum.Simulation;

/// <summary>
/// Many worlds, on all processors. <c>FORUM_SEED=7</c> runs that one alone and shows it; <c>FORUM_WORLDS=100000</c> says how many.
/// </summary>
internal sealed class Hunt(int first, int worlds)
{
    private const int UsualWorlds = 1000;
    private const int MostTold = 40;
    private const int MostTries = 300;
    private const int MostLines = 100;

    public static Hunt FromEnvironment() =>
        Number("FORUM_SEED") is { } seed
            ? new Hunt(seed, 1)
            : new Hunt(Random.Shared.Next(int.MaxValue / 2), Number("FORUM_WORLDS") ?? UsualWorlds);

    /// <summary>Runs them all: a bug that is found early does not hide the next one.</summary>
    public HuntOutcome Run()
    {
        var watch = Stopwatch.StartNew();
        var lived = TimeSpan.Zero;
        List<WorldResult> failed = [];
        Lock gate = new();
        Parallel.For(
            0,
            worlds,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (place, state) =>
            {
                using var world = new World(Plan.Of(first + place));
                var result = world.Run();
                lock (gate)
                {
                    lived += result.Time;
                    if (result.Violation is not null)
                    {
                        failed.Add(result);
                    }
                }
            }
        );
        var hours = lived.TotalHours / watch.Elapsed.TotalSeconds;
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{worlds} worlds in {watch.Elapsed.TotalSeconds:F1} s: {hours:F2} virtual hours a second of real time"
        );
        return new HuntOutcome(summary, failed.Count == 0 ? null : Tell(failed));
    }

    private static string Tell(List<WorldResult> failed)
    {
        var shortest = Shrinking.Shrink(failed.MinBy(result => result.Plan.Steps.Count)!, MostTries);
        var others = failed
            .Select(result => $"FORUM_SEED={result.Plan.Seed} {Shortened(result.Violation!)}")
            .Order(StringComparer.Ordinal)
            .Take(MostTold);
        return $"{failed.Count} worlds fail.\n{string.Join('\n', others)}\n\n"
            + $"{shortest.Violation}\nReplay with FORUM_SEED={shortest.Plan.Seed} dotnet test tests/Forum.Simulation\n"
            + $"The shortest story of it, of {shortest.Plan.Steps.Count} steps:\n{shortest.Chronicle.Story(MostLines)}";
    }

    private static string Shortened(string violation)
    {
        var line = violation.Split('\n')[0];
        return line.Length > 150 ? line[..150] : line;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

internal sealed record HuntOutcome(string Summary, string? Failure);
