using Forum.ClientApp.Session;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.WholeWorld;

/// <summary>A server, clients for the terminal and their files in one virtual world.</summary>
public sealed class WholeWorldTests
{
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
            Assert.Equal(
                story.Hash,
                AnotherProcess.Run(
                    A_story_is_the_same_when_it_happens_again,
                    seed,
                    "tr_TR",
                    "Asia/Kathmandu",
                    1,
                    isInvariant: true
                )
            );
            Assert.NotEqual(story.Hash, HashOf(seed + 1));
        });

    /// <summary>What the other process runs: it writes down what came of its seed.</summary>
    [Fact]
    public void A_story_is_the_same_when_it_happens_again()
    {
        var hash = HashOf(AnotherProcess.Seed ?? 1);
        if (!AnotherProcess.Tell(hash))
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
}
