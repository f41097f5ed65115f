using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Forum.Reactive.Sqlite.Tests;

public sealed class FaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void While_the_disk_is_full_posts_are_refused_in_their_place_and_reading_goes_on()
    {
        using (var journal = new RunningJournal(Options))
        {
            journal.Append(Entries.Post(1));
            Limit(journal, pages: 1); // No file becomes smaller by that, and none larger.
            var request = 2;
            while (journal.Machine.Refused.Count == 0)
            {
                journal.Append(Entries.Post(request++, new string('x', 2000)));
            }

            var refused = request - 1;
            Assert.Equal([(long)refused], journal.Machine.Refused);
            Assert.Contains("full", Assert.IsType<LogStatus.Stalled>(journal.Status).Reason, StringComparison.Ordinal);
            journal.Append(Entries.Noop(1000), Entries.Post(1001, new string('x', 9)), Entries.Noop(1002));
            Assert.Equal([1000L, 1001, 1002], journal.Machine.Live.Concat(journal.Machine.Refused).Order().TakeLast(3));

            Limit(journal, pages: 1_000_000);
            journal.Loop.Advance(TimeSpan.FromSeconds(1.1));
            journal.Loop.RunUntil(() => journal.Status is LogStatus.CaughtUp);
            journal.Append(Entries.Post(2000));
            Assert.Equal(2000, journal.Machine.Live[^1]);
        }

        AssertSameAfterRestart();
    }

    [Theory]
    [InlineData(raw.SQLITE_IOERR, LogFate.OutOfStorage)]
    [InlineData(raw.SQLITE_FULL, LogFate.OutOfStorage)]
    [InlineData(raw.SQLITE_BUSY, LogFate.Unavailable)]
    public void A_batch_that_cannot_be_synced_changes_nothing_and_the_next_one_is_tried(int error, LogFate fate)
    {
        using (var journal = new RunningJournal(Options))
        {
            journal.Append(Entries.Post(1));
            journal.Log.Fault = () => throw new SqliteException("the disk fails", error);
            journal.Append(Entries.Noop(2), Entries.Post(3), Entries.Post(4), Entries.Noop(5));
            Assert.Equal([3L, 4], journal.Machine.Refused);
            Assert.Equal([1L, 2, 5], journal.Machine.Live);
            Assert.IsType<LogStatus.Stalled>(journal.Status);
            journal.Log.Fault = null;
            journal.Append(Entries.Post(6));
            Assert.Equal(2, journal.Machine.Position);
            Assert.IsType<LogStatus.CaughtUp>(journal.Status);
            Assert.Equal(fate, Assert.Single(journal.Machine.Fates));
        }

        AssertSameAfterRestart();
    }

    [Fact]
    public void A_snapshot_that_cannot_be_written_disturbs_nobody_and_is_made_later()
    {
        using (var journal = new RunningJournal(Options with { SnapshotBytes = 2000 }))
        {
            journal.Log.Connection.Execute(
                "CREATE TEMP TRIGGER failing BEFORE INSERT ON main.slice BEGIN SELECT RAISE(ABORT, 'no slice'); END"
            );
            for (var request = 1; request < 200; request++)
            {
                journal.Append(Entries.Post(request));
                journal.AwaitCompaction();
            }

            Assert.Equal(0, journal.Log.Connection.Query("SELECT count(*) FROM snapshot"));
            journal.Log.Connection.Execute("DROP TRIGGER failing");
            for (var request = 200; request < 400; request++)
            {
                journal.Append(Entries.Post(request));
                journal.AwaitCompaction();
            }

            Assert.Equal(1, journal.Log.Connection.Query("SELECT count(*) FROM snapshot"));
            Assert.Empty(journal.Machine.Refused);
            Assert.IsType<LogStatus.CaughtUp>(journal.Status);
        }

        AssertSameAfterRestart(399);
    }

    [Fact]
    public void A_second_server_is_told_which_process_has_the_journal()
    {
        using var journal = new RunningJournal(Options);
        var error = Assert.Throws<JournalException>(() => SqliteJournal.Open(Options));
        Assert.Contains($"is in use by process {Environment.ProcessId} (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_of_a_newer_program_and_a_file_that_is_none_are_refused()
    {
        using (var journal = new RunningJournal(Options))
        {
            journal.Append(Entries.Post(1));
            journal.Log.Connection.Execute("PRAGMA user_version = 2");
        }

        var newer = Assert.Throws<JournalException>(() => SqliteJournal.Open(Options));
        Assert.Contains("has format 2; this program knows 1 to 1", newer.Message, StringComparison.Ordinal);
        var other = Options with { Path = _folder.PathOf("other.db") };
        File.WriteAllText(other.Path, new string('x', 10_000));
        var none = Assert.Throws<JournalException>(() => SqliteJournal.Open(other));
        Assert.Contains("is no journal", none.Message, StringComparison.Ordinal);
        File.Delete(other.Path);
        using (var database = new SqliteConnection($"Data Source={other.Path};Pooling=False"))
        {
            database.Open();
            database.Execute("CREATE TABLE batch (a)");
        }

        Assert.Throws<JournalException>(() => SqliteJournal.Open(other));
    }

    private static void Limit(RunningJournal journal, int pages) =>
        journal.Log.Connection.Execute($"PRAGMA max_page_count = {pages}");

    private void AssertSameAfterRestart(long position = 0)
    {
        byte[] bytes;
        using (var journal = new RunningJournal(Options))
        {
            bytes = journal.Machine.Bytes();
            Assert.True(position == 0 || journal.Machine.Position == position);
        }

        using var again = new RunningJournal(Options);
        Assert.Equal(bytes, again.Machine.Bytes());
    }

    private JournalOptions Options => new() { Path = _folder.PathOf("board.db") };
}
