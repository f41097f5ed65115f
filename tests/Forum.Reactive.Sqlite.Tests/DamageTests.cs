using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>A file in which bits were flipped is what it was, or is refused with what, where and what to do.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wherever_a_bit_is_flipped_the_board_is_right_or_the_start_is_refused(bool isInLog) =>
        Seeded.Run(random =>
        {
            var (file, log, lines) = MakeFiles(keepsLog: isInLog);
            var refused = 0;
            for (var run = 0; run < 150; run++)
            {
                byte[] bytes = [.. isInLog ? log : file];
                var flips = 1 + random.Next(2);
                for (var flip = 0; flip < flips; flip++)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                refused += OpensRight(isInLog ? file : bytes, isInLog ? bytes : [], lines) ? 0 : 1;
            }

            Assert.True(refused > 50, $"Only {refused} of 150 files were refused.");
        });

    [Fact]
    public void A_batch_that_was_changed_is_named_with_what_can_be_done()
    {
        var path = _folder.PathOf("named.db");
        using (var journal = new RunningJournal(new JournalOptions { Path = path }))
        {
            journal.Append(Entries.Posts(1, 3));
            journal.Append(Entries.Posts(4, 3));
            journal.Append(Entries.Posts(7, 3));
            journal.Log.Connection.Execute("UPDATE batch SET time = time + 1 WHERE position = 4");
        }

        using var damaged = new RunningJournal(new JournalOptions { Path = path });
        Assert.Equal(
            $"The journal {path} is damaged: the checksum of the batch at position 4 does not match. Put a backup in its place; "
                + $"or see what is left with `ServerApp journal check {path}`, and save the board as it was before the damage with "
                + $"`ServerApp journal restore {path} NEW --position N`.",
            damaged.Failure
        );
    }

    [Theory]
    [InlineData("DELETE FROM batch WHERE position = 4", "the entries 4 to 6 are missing")]
    [InlineData("UPDATE batch SET count = 2 WHERE position = 4", "the checksum of the batch at position 4")]
    [InlineData(
        "UPDATE batch SET entries = (SELECT entries FROM batch WHERE position = 1) WHERE position = 4",
        "position 4"
    )]
    public void Rows_that_are_lost_or_exchanged_are_found(string damage, string told)
    {
        var options = new JournalOptions { Path = _folder.PathOf("rows.db") };
        using (var journal = new RunningJournal(options))
        {
            journal.Append(Entries.Posts(1, 3));
            journal.Append(Entries.Posts(4, 3));
            journal.Append(Entries.Posts(7, 3));
            journal.Log.Connection.Execute(damage);
        }

        using var damaged = new RunningJournal(options);
        Assert.Contains(told, damaged.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE snapshot SET hash = hash + 1", "the checksum of the snapshot")]
    [InlineData("DELETE FROM slice WHERE number = 2", "slice 2 of the snapshot")]
    [InlineData("DELETE FROM slice WHERE number = (SELECT max(number) FROM slice)", "slices")]
    [InlineData("UPDATE slice SET bytes = zeroblob(100) WHERE number = 1", "slice 1 of the snapshot")]
    [InlineData("DELETE FROM snapshot", "is missing")]
    public void A_snapshot_that_is_not_what_was_written_is_found(string damage, string told)
    {
        var options = new JournalOptions { Path = _folder.PathOf("snapshot.db"), SnapshotBytes = 30_000 };
        using (var journal = new RunningJournal(options))
        {
            journal.Append(Entries.Posts(1, 3000));
            journal.AwaitCompaction();
            journal.Log.Connection.Execute(damage);
        }

        using var damaged = new RunningJournal(options);
        Assert.Contains(told, damaged.Failure, StringComparison.Ordinal);
    }

    private (byte[] File, byte[] Log, IReadOnlyList<string> Lines) MakeFiles(bool keepsLog)
    {
        var options = new JournalOptions { Path = _folder.PathOf("whole.db"), SnapshotBytes = 20_000 };
        using (var journal = new RunningJournal(options))
        {
            for (var request = 1; request <= 600; request += 20)
            {
                journal.Append(Entries.Posts(request, 20));
                journal.AwaitCompaction();
            }
        }

        byte[] log = [];
        var file = File.ReadAllBytes(options.Path);
        using var again = new RunningJournal(options);
        if (keepsLog)
        {
            for (var request = 601; request < 610; request++)
            {
                again.Append(Entries.Post(request));
            }

            (file, log) = (File.ReadAllBytes(options.Path), File.ReadAllBytes(options.Path + "-wal"));
        }

        return (file, log, again.Machine.Lines);
    }

    private bool OpensRight(byte[] file, byte[] log, IReadOnlyList<string> lines)
    {
        var path = _folder.PathOf("flipped.db");
        File.Delete(path + "-shm");
        File.WriteAllBytes(path, file);
        File.WriteAllBytes(path + "-wal", log);
        try
        {
            using var journal = new RunningJournal(new JournalOptions { Path = path });
            if (journal.Status is LogStatus.CaughtUp)
            {
                // A flip in the last two transactions cannot always be told from a power cut while one was written.
                var lost = lines.Count - journal.Machine.Lines.Count;
                Assert.InRange(lost, 0, log.Length > 0 ? 2 : 0);
                Assert.Equal(lines.SkipLast(lost), journal.Machine.Lines);
                return true;
            }

            Assert.Contains(path, journal.Failure, StringComparison.Ordinal);
        }
        catch (JournalException error)
        {
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }

        return false;
    }
}
