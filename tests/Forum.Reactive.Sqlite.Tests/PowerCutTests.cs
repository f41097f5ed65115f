using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>
/// The files as a power cut leaves them: what was synced is there; of what was written since, each sector of 512 bytes may be or
/// not. Whatever it is, the journal opens to what was acknowledged, and to no half of anything.
/// </summary>
public sealed class PowerCutTests : IDisposable
{
    private const int Sector = 512;
    private const int LogHeader = 32;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_power_cut_at_any_moment_loses_nothing_that_was_answered() =>
        Seeded.Run(random =>
        {
            var options = new JournalOptions { Path = _folder.PathOf("board.db"), SnapshotBytes = 10_000_000 };
            using var journal = new RunningJournal(options);
            var synced = Copy(options.Path);
            var request = 1;
            for (var step = 0; step < 60; step++)
            {
                var answered = journal.Machine.Position;
                var count = 1 + random.Next(random.Next(5) == 0 ? 300 : 10);
                journal.Append(Entries.Posts(request, count));
                request += count;
                var written = Copy(options.Path);
                for (var cut = 0; cut < 4; cut++)
                {
                    AssertOpens(Tear(random, synced, written), journal.Machine.Lines, answered);
                }

                synced = written;
                if (random.Next(10) == 0)
                {
                    synced = CheckpointUnderCuts(random, journal, synced);
                }
            }
        });

    [Fact]
    public void A_process_that_ends_at_any_moment_of_a_compaction_leaves_a_whole_journal() =>
        Seeded.Run(random =>
        {
            var options = new JournalOptions { Path = _folder.PathOf("board.db"), SnapshotBytes = 5_000 };
            using var journal = new RunningJournal(options);
            for (var request = 1; request < 3000; request += 100)
            {
                journal.Append(Entries.Posts(request, 100));
                for (var moment = 0; moment < 3; moment++)
                {
                    // The file itself is not written to meanwhile, and the log only grows: a copy is a moment.
                    AssertOpens(Copy(options.Path), journal.Machine.Lines, journal.Machine.Position);
                }
            }

            Assert.NotEqual(0, journal.Log.Connection.Query("SELECT history FROM journal"));
        });

    private Files CheckpointUnderCuts(Seeded random, RunningJournal journal, Files synced)
    {
        Checkpoints.Checkpoint(journal.Log.Connection);
        var moved = Copy(journal.Log.Connection.DataSource);
        for (var cut = 0; cut < 8; cut++)
        {
            AssertOpens(Tear(random, synced, moved), journal.Machine.Lines, journal.Machine.Position);
        }

        return moved;
    }

    private void AssertOpens(Files files, IReadOnlyList<string> lines, long answered)
    {
        var path = _folder.PathOf("cut.db");
        File.Delete(path + "-shm");
        File.WriteAllBytes(path, files.Database);
        File.WriteAllBytes(path + "-wal", files.Log);
        using var journal = new RunningJournal(new JournalOptions { Path = path });
        Assert.IsType<LogStatus.CaughtUp>(journal.Status);
        Assert.InRange(journal.Machine.Position, answered, lines.Count);
        Assert.Equal(lines.Take((int)journal.Machine.Position), journal.Machine.Lines);
        Assert.True(
            journal.Machine.Position == answered || journal.Machine.Position == lines.Count,
            "Half of a batch came out."
        );
    }

    private static Files Tear(Seeded random, Files synced, Files written) =>
        new(Tear(random, synced.Database, written.Database), TearLog(random, synced.Log, written.Log));

    // When the log begins anew, its new header is synced before anything is written behind it.
    private static byte[] TearLog(Seeded random, byte[] synced, byte[] written)
    {
        if (written.Length < LogHeader || synced.AsSpan().StartsWith(written.AsSpan(0, LogHeader)))
        {
            return Tear(random, synced, written);
        }

        byte[] begun = [.. written[..LogHeader], .. synced.Skip(LogHeader)];
        return Tear(random, begun, written);
    }

    private static byte[] Tear(Seeded random, byte[] synced, byte[] written)
    {
        // The file has its old length, its new one, or one between; what was not written of it is zero.
        var length = synced.Length + (random.Next(1 + Math.Max(0, (written.Length - synced.Length) / Sector)) * Sector);
        var torn = new byte[random.Next(2) == 0 ? Math.Max(written.Length, synced.Length) : length];
        synced.AsSpan(0, Math.Min(synced.Length, torn.Length)).CopyTo(torn);
        for (var at = 0; at < torn.Length; at += Sector)
        {
            if (random.Next(2) == 0 && at < written.Length)
            {
                written
                    .AsSpan(at, Math.Min(Sector, Math.Min(written.Length, torn.Length) - at))
                    .CopyTo(torn.AsSpan(at));
            }
        }

        return torn;
    }

    private static Files Copy(string path) => new(Read(path), Read(path + "-wal"));

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Files(byte[] Database, byte[] Log);
}
