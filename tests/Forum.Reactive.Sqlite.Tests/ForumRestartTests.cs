using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>The forum on a journal.</summary>
public sealed class ForumRestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_users_do_and_wherever_it_is_cut_the_forum_is_that_of_a_run_without_restarts() =>
        Seeded.Run(random =>
        {
            for (var run = 0; run < 5; run++)
            {
                Compare(random, _folder.PathOf($"{run}.db"));
            }
        });

    private static void Compare(Seeded random, string path)
    {
        var options = new JournalOptions
        {
            Path = path,
            SnapshotBytes = 1 + random.Next(3000),
            Fsync = FsyncPolicy.Os,
        };
        var loop = new TestLoop();
        using var straight = new ForumState();
        var expected = Record(straight);
        using var memory = new MemoryLog();
        memory.Connect(loop, straight);
        List<string> seen = [];
        var state = new ForumState();
        var journal = Start(options, loop, state, seen);
        for (var step = 0; step < 80; step++)
        {
            loop.ClockOffset += TimeSpan.FromSeconds(random.Next(6));
            var entries = ForumActs.Some(random, loop.Now);
            loop.Run(() => memory.Append(entries));
            journal.Append(entries);
            if (random.Next(5) == 0)
            {
                journal.Dispose();
                state.Dispose();
                state = new ForumState();
                journal = Start(options, loop, state, seen);
            }
        }

        journal.Dispose();
        Assert.Equal(expected, seen);
        Assert.Equal(BytesOf(straight), BytesOf(state));
        state.Dispose();
    }

    private static RunningJournal Start(JournalOptions options, TestLoop loop, ForumState state, List<string> seen)
    {
        var outcomes = Record(state);
        var journal = new RunningJournal(options, loop, state);

        // What was replayed had the same outcomes before.
        Assert.Equal(seen.TakeLast(outcomes.Count), outcomes);
        state.Outcomes.Subscribe(batch => seen.AddRange(batch.Outcomes.ToArray().Where(HasChanged).Select(Describe)));
        return journal;
    }

    private static List<string> Record(ForumState state)
    {
        List<string> seen = [];
        state.Outcomes.Subscribe(batch => seen.AddRange(batch.Outcomes.ToArray().Where(HasChanged).Select(Describe)));
        return seen;
    }

    // A request that only looks is not in the journal, and is not looked at again.
    private static bool HasChanged(Outcome outcome) =>
        outcome.Answer.Kind != Protocol.AnswerKind.Ok || outcome.Login != 0;

    private static string Describe(Outcome outcome) =>
        $"{outcome} {outcome.Login} {outcome.Answer.Time} {outcome.Answer.Subject}";

    private static byte[] BytesOf(ForumState state) => [.. state.Capture().Slices.SelectMany(slice => slice.ToArray())];
}
