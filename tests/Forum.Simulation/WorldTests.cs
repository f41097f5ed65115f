using System.Diagnostics;
using System.Globalization;
using Forum.Simulation.Worlds;

namespace Forum.Simulation;

/// <summary>Whole worlds, each from its seed.</summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    private const string HashOfVariable = "FORUM_HASH_OF";
    private const string FileVariable = "FORUM_HASH_FILE";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

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
        Assert.True(hash == InAnotherProcess(seed), string.Create(CultureInfo.InvariantCulture, $"Seed {seed}"));
        Assert.NotEqual(hash, HashOf(seed + 1));
    }

    /// <summary>What the other process runs: it writes down what came of its seed.</summary>
    [Fact]
    public void A_world_is_the_same_when_it_happens_again()
    {
        var seed = int.Parse(
            Environment.GetEnvironmentVariable(HashOfVariable) ?? "1",
            NumberStyles.None,
            CultureInfo.InvariantCulture
        );
        var hash = HashOf(seed);
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file)
        {
            File.WriteAllText(file, hash);
        }
        else
        {
            Assert.Equal(hash, HashOf(seed));
        }
    }

    private static string HashOf(int seed)
    {
        using var world = new World(Plan.Of(seed));
        return world.Run().Hash;
    }

    /// <summary>With another culture, time zone and number of processors.</summary>
    private static string InAnotherProcess(int seed)
    {
        var file = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                typeof(WorldTests).Assembly.Location,
                "-method",
                $"{typeof(WorldTests).FullName}.{nameof(A_world_is_the_same_when_it_happens_again)}",
            },
            Environment =
            {
                [HashOfVariable] = seed.ToString(CultureInfo.InvariantCulture),
                [FileVariable] = file,
                ["TZ"] = "Asia/Kathmandu",
                ["LANG"] = "tr_TR.UTF-8",
                ["DOTNET_PROCESSOR_COUNT"] = "1",
            },
        };
        try
        {
            using var process = Process.Start(start)!;
            var said = process.StandardOutput.ReadToEndAsync();
            Assert.True(process.WaitForExit(Patience), "It has not ended");
            Assert.True(process.ExitCode == 0, said.Result);
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
