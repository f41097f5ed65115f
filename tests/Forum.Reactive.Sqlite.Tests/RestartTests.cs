using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

public sealed class RestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FsyncPolicy.Always)]
    [InlineData(FsyncPolicy.Os)]
    public void After_a_restart_all_is_as_it_was(FsyncPolicy fsync)
    {
        byte[] before;
        using (var first = new RunningJournal(Options with { Fsync = fsync }))
        {
            Entry[] all = [.. Entries.Samples.Values];
            first.Append(all);
            first.Append([Entries.Noop(1), .. Entries.Posts(2, 3000), Entries.Noop(4000)]);
            before = first.Machine.Bytes();
        }

        using var second = new RunningJournal(Options with { Fsync = fsync });
        Assert.Equal(before, second.Machine.Bytes());
        Assert.Equal(second.Machine.Position, second.Machine.Replayed);
        second.Append(Entries.Post(1));
        Assert.Equal(Entries.Samples.Count + 3001, second.Machine.Position);
    }

    [Fact]
    public void Time_goes_on_from_the_later_of_clock_and_journal()
    {
        var loop = new TestLoop();
        using (var first = new RunningJournal(Options, loop))
        {
            first.Append(Entries.Post(1));
        }

        var later = new TestLoop() { ClockOffset = loop.ClockOffset - TimeSpan.FromDays(1) };
        using var second = new RunningJournal(Options, later);
        second.Append(Entries.Post(2));
        later.ClockOffset += TimeSpan.FromDays(2);
        second.Append(Entries.Post(3));
        var ticks = second.Machine.Lines.Select(line => long.Parse(line.Split(' ')[1])).ToList();
        Assert.Equal(ticks[0], ticks[1]);
        Assert.InRange(TimeSpan.FromTicks(ticks[2] - ticks[0]).TotalHours, 23.9, 24.1);
    }

    [Fact]
    public void A_restart_begins_with_the_snapshot_and_replays_what_came_behind_it()
    {
        byte[] before;
        using (var first = new RunningJournal(Options with { SnapshotBytes = 10_000 }))
        {
            for (var request = 1; request <= 1000; request += 10)
            {
                first.Append(Entries.Posts(request, 10));
                first.AwaitCompaction();
            }

            before = first.Machine.Bytes();
            Assert.Equal(1, first.Log.Connection.Query("SELECT count(*) FROM snapshot"));
            Assert.True(first.Log.Connection.Query("SELECT min(position) FROM batch") > 300);
        }

        using var second = new RunningJournal(Options);
        Assert.Equal(before, second.Machine.Bytes());
        Assert.True(second.Machine.Restored > 300);
        Assert.Equal(1000, second.Machine.Restored + second.Machine.Replayed);
        second.Append(Entries.Post(1));
        Assert.Equal(1001, second.Machine.Position);
    }

    [Fact]
    public void What_is_appended_while_a_snapshot_is_made_is_not_held_up_and_not_in_it_twice()
    {
        using (var first = new RunningJournal(Options with { SnapshotBytes = 1 }))
        {
            for (var request = 1; request <= 500; request++)
            {
                first.Append(Entries.Post(request, new string('x', 1000)));
            }
        }

        using var second = new RunningJournal(Options);
        Assert.Equal(500, second.Machine.Position);
    }

    [Fact]
    public void History_that_is_to_be_kept_stays_and_goes_when_it_is_old_enough()
    {
        var loop = new TestLoop();
        var options = Options with { SnapshotBytes = 1000, Keep = TimeSpan.FromDays(7) };
        using var journal = new RunningJournal(options, loop);
        void Day(int first)
        {
            journal.Append(Entries.Posts(first, 100));
            journal.AwaitCompaction();
            loop.ClockOffset += TimeSpan.FromDays(1);
        }

        for (var day = 0; day < 6; day++)
        {
            Day(day * 100);
        }

        Assert.Equal(1, journal.Log.Connection.Query("SELECT min(position) FROM batch"));
        for (var day = 6; day < 20; day++)
        {
            Day(day * 100);
        }

        var history = journal.Log.Connection.Query("SELECT history FROM journal");
        Assert.True(history > 0, "Nothing went.");
        Assert.Equal(history + 1, journal.Log.Connection.Query("SELECT min(position) FROM batch"));
        Assert.Equal(history, journal.Log.Connection.Query("SELECT min(position) FROM snapshot"));
        var older =
            $"SELECT count(*) FROM snapshot WHERE time <= (SELECT max(time) FROM snapshot) - {TimeSpan.TicksPerDay * 7}";
        Assert.Equal(1, journal.Log.Connection.Query(older)); // The one with which the kept history begins
    }

    [Fact]
    public void Whatever_is_appended_and_wherever_it_is_cut_restarts_change_nothing() =>
        Seeded.Run(random =>
        {
            for (var run = 0; run < 5; run++)
            {
                CompareWithARunWithoutRestarts(random, _folder.PathOf($"{run}.db"));
            }
        });

    private static void CompareWithARunWithoutRestarts(Seeded random, string path)
    {
        var options = new JournalOptions
        {
            Path = path,
            SnapshotBytes = 1 + random.Next(20_000),
            Fsync = FsyncPolicy.Os,
        };
        var loop = new TestLoop();
        var straight = new PostMachine();
        using var memory = new MemoryLog();
        memory.Connect(loop, straight);
        var journal = new RunningJournal(options, loop);
        try
        {
            for (var step = 0; step < 60; step++)
            {
                loop.ClockOffset += TimeSpan.FromSeconds(random.Next(100) - 20);
                Entry[] entries = [.. Enumerable.Range(0, 1 + random.Next(30)).Select(_ => Entries.Random(random))];
                loop.Run(() => memory.Append(entries));
                journal.Append(entries);
                if (random.Next(6) == 0)
                {
                    journal.Dispose();
                    journal = new RunningJournal(options, loop);
                }
            }

            Assert.Equal(straight.Lines, journal.Machine.Lines);
            Assert.Equal(straight.Bytes(), journal.Machine.Bytes());
        }
        finally
        {
            journal.Dispose();
        }
    }

    private JournalOptions Options => new() { Path = _folder.PathOf("board.db") };
}
