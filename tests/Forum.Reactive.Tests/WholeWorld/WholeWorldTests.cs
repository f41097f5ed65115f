using System.Diagnostics;
using System.Globalization;
using Forum.ClientApp.Session;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.WholeWorld;

/// <summary>A server, clients for the terminal and their files in one virtual world.</summary>
public sealed class WholeWorldTests
{
    private const string SeedVariable = "FORUM_STORY_SEED";
    private const string FileVariable = "FORUM_STORY_FILE";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Messages_and_files_get_through_a_network_that_is_cut_and_heals() =>
        Seeded.Run(random =>
        {
            using var story = new Story(random.Next(1_000_000));
            story.Happen();
            Assert.All(story.Users, user => Assert.Equal(Phase.Online, user.Phase));
            Assert.All(story.Users, user => Assert.Equal(22, user.SeenPosts));
            Assert.Contains("letter has been uploaded", story.Users[0].Said);
            Assert.Contains("map has been uploaded", story.Users[2].Said);
            Assert.Equal(story.Contents[0], story.Users[1].Files["yoda_letter"]);
            Assert.Equal(story.Contents[1], story.Users[1].Files["luke_map"]);
        });

    [Fact]
    public void The_same_seed_gives_the_same_story_to_the_last_byte_in_another_process() =>
        Seeded.Run(random =>
        {
            var seed = random.Next(1_000_000);
            using var story = new Story(seed);
            story.Happen();
            Assert.Equal(story.Hash, InAnotherProcess(seed));
            Assert.NotEqual(story.Hash, HashOf(seed + 1));
        });

    /// <summary>What the other process runs: it writes down what came of its seed.</summary>
    [Fact]
    public void A_story_is_the_same_when_it_happens_again()
    {
        var seed = Environment.GetEnvironmentVariable(SeedVariable);
        var hash = HashOf(int.Parse(seed ?? "1", CultureInfo.InvariantCulture));
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file)
        {
            File.WriteAllText(file, hash);
        }
        else
        {
            Assert.Equal(hash, HashOf(1));
        }
    }

    private static string HashOf(int seed)
    {
        using var story = new Story(seed);
        story.Happen();
        return story.Hash;
    }

    /// <summary>Runs the story in this program again, with another culture, time zone and number of processors.</summary>
    private static string InAnotherProcess(int seed)
    {
        var file = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                typeof(WholeWorldTests).Assembly.Location,
                "-method",
                $"{typeof(WholeWorldTests).FullName}.{nameof(A_story_is_the_same_when_it_happens_again)}",
            },
            Environment =
            {
                [SeedVariable] = seed.ToString(CultureInfo.InvariantCulture),
                [FileVariable] = file,
                ["TZ"] = "Asia/Kathmandu",
                ["LANG"] = "tr_TR.UTF-8",
                ["DOTNET_PROCESSOR_COUNT"] = "1",
            },
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            Assert.True(process.WaitForExit(Patience), "It has not ended");
            Assert.True(process.ExitCode == 0, output.Result);
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
