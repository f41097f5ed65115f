using System.Text.Json;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

public sealed class ToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestLoop _loop = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_check_replays_all_and_says_what_is_there()
    {
        var path = Make(posts: 500, snapshotBytes: 3000, keepDays: 30);
        var report = JournalTools.Check(path);
        Assert.Equal((1, 500, 500), (report.FirstPosition, report.LastPosition, report.Messages));
        Assert.True(report.Snapshots >= 2);
        Assert.Equal(50, report.Batches);
    }

    [Theory]
    [InlineData("UPDATE batch SET chain = chain + 1 WHERE position = 101", "position 101")]
    [InlineData("UPDATE slice SET chain = chain + 1", "slice 1 of the snapshot")]
    public void A_check_finds_damage_in_the_history_that_a_start_would_not_read(string damage, string told)
    {
        var path = Make(posts: 500, snapshotBytes: 4000, keepDays: 30);
        using (var connection = JournalFile.OpenExisting(path))
        {
            connection.Execute(damage);
        }

        var error = Assert.Throws<JournalException>(() => JournalTools.Check(path));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_finds_a_snapshot_to_which_the_entries_do_not_lead()
    {
        var path = Make(posts: 500, snapshotBytes: 4000, keepDays: 30);
        using (var connection = JournalFile.OpenExisting(path))
        using (var store = new JournalStore(connection, FsyncPolicy.Os))
        {
            var row = new JournalReader(connection, path).Snapshots()[0];
            connection.Execute("DELETE FROM snapshot WHERE position = (SELECT min(position) FROM snapshot)");
            store.WriteSnapshot(row with { Hash = row.Hash + 1 });
        }

        var error = Assert.Throws<JournalException>(() => JournalTools.Check(path));
        Assert.Contains(
            "is not the state to which the entries before it lead",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_dump_has_a_line_an_entry_and_JSON_is_one_object_a_line()
    {
        var path = _folder.PathOf("samples.db");
        using (var journal = new RunningJournal(new JournalOptions { Path = path }, _loop))
        {
            journal.Append([.. Entries.Samples.Values]);
        }

        var lines = Dump(path, asJson: false);
        Assert.Equal(Entries.Samples.Count, lines.Length);
        Assert.Contains(
            lines,
            line => line.EndsWith("; Post; log-in 300; do or do not, there is no try", StringComparison.Ordinal)
        );
        var objects = Dump(path, asJson: true).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Entries.Samples.Count, objects.Count);
        Assert.Equal(
            Enumerable.Range(1, objects.Count),
            objects.Select(entry => entry.GetProperty("position").GetInt32())
        );
    }

    [Fact]
    public void A_board_that_somebody_emptied_comes_back_as_of_a_position_and_as_of_a_time()
    {
        var path = Make(posts: 100, snapshotBytes: 1000, keepDays: 30);
        var before = _loop.Now;
        _loop.ClockOffset += TimeSpan.FromMinutes(1);
        Write(
            path,
            1000,
            30,
            journal => journal.Append(Entries.Of(1, Act.PostAs(new PostAsDetails("eve", "gone"u8.ToArray()))))
        );
        Assert.Equal(95, JournalTools.Restore(path, _folder.PathOf("p.db"), position: 95));
        Assert.Equal(95, JournalTools.Check(_folder.PathOf("p.db")).Messages);
        Assert.Equal(100, JournalTools.Restore(path, _folder.PathOf("t.db"), time: before));
        Assert.Equal(100, JournalTools.Check(_folder.PathOf("t.db")).Messages);
        Assert.DoesNotContain("gone", Export(_folder.PathOf("t.db"), asJson: false), StringComparison.Ordinal);
        Assert.Throws<JournalException>(() => JournalTools.Restore(path, _folder.PathOf("t.db"), position: 1));
        Write(_folder.PathOf("t.db"), 1000, 0, journal => Assert.IsType<LogStatus.CaughtUp>(journal.Status));
    }

    [Fact]
    public void What_is_before_the_kept_history_cannot_be_restored_and_that_is_said()
    {
        var path = Make(posts: 100, snapshotBytes: 1000, keepDays: 0);
        var error = Assert.Throws<JournalException>(() =>
            JournalTools.Restore(path, _folder.PathOf("n.db"), position: 5)
        );
        Assert.Contains("knows nothing of that any more", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("n.db")));
    }

    [Fact]
    public void What_is_damaged_can_be_saved_up_to_the_damage()
    {
        var path = Make(posts: 100, snapshotBytes: 1_000_000, keepDays: 0);
        using (var connection = JournalFile.OpenExisting(path))
        {
            connection.Execute("UPDATE batch SET time = time + 1 WHERE position = 51");
        }

        Assert.Equal(50, JournalTools.Restore(path, _folder.PathOf("saved.db"), position: 50));
        Assert.Equal(50, JournalTools.Check(_folder.PathOf("saved.db")).Messages);
    }

    [Fact]
    public void A_backup_while_posts_come_in_is_whole()
    {
        var path = _folder.PathOf("board.db");
        Write(
            path,
            4000,
            0,
            journal =>
            {
                Post(journal, 1, 200);
                var backup = JournalTools.Backup(path, _folder.PathOf("backup.db"));
                Assert.Equal(200, backup.Messages);
                Post(journal, 201, 200);
                Assert.Equal(400, JournalTools.Check(path).Messages);
            }
        );
        Assert.Equal(200, JournalTools.Check(_folder.PathOf("backup.db")).Messages);
    }

    [Fact]
    public void An_export_is_the_board_as_CSV_or_JSON()
    {
        var path = _folder.PathOf("board.db");
        Write(
            path,
            4000,
            0,
            journal => journal.Append(Entries.Of(1, Act.PostAs(new PostAsDetails("yoda", "say \"hi\", ö"u8.ToArray()))))
        );
        var csv = Export(path, asJson: false).Split("\r\n");
        Assert.Equal("number,time,user,text,edited", csv[0]);
        Assert.Matches("^1,....-..-..T..:..:..Z,yoda,\"say \"\"hi\"\", ö\",no$", csv[1]);
        var json = JsonDocument.Parse(Export(path, asJson: true)).RootElement;
        Assert.Equal("say \"hi\", ö", json[0].GetProperty("text").GetString());
    }

    private string Make(int posts, long snapshotBytes, int keepDays)
    {
        var path = _folder.PathOf("board.db");
        Write(path, snapshotBytes, keepDays, journal => Post(journal, 1, posts));
        return path;
    }

    private void Write(string path, long snapshotBytes, int keepDays, Action<RunningJournal> act)
    {
        using var state = new ForumState();
        var options = new JournalOptions
        {
            Path = path,
            SnapshotBytes = snapshotBytes,
            Keep = TimeSpan.FromDays(keepDays),
            Fsync = FsyncPolicy.Os,
        };
        using var journal = new RunningJournal(options, _loop, state);
        act(journal);
        journal.AwaitCompaction();
    }

    private static void Post(RunningJournal journal, int first, int count)
    {
        for (var post = first; post < first + count; post += 10)
        {
            journal.Append([
                .. Enumerable
                    .Range(post, 10)
                    .Select(number =>
                        Act.PostAs(new PostAsDetails("yoda", System.Text.Encoding.UTF8.GetBytes($"post {number}")))
                    )
                    .Select(act => Entries.Of(1, act)),
            ]);
            journal.AwaitCompaction();
        }
    }

    private static string[] Dump(string path, bool asJson)
    {
        using var text = new StringWriter() { NewLine = "\n" };
        JournalTools.Dump(path, text, asJson);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Export(string path, bool asJson)
    {
        using var text = new StringWriter();
        JournalTools.Export(path, text, asJson);
        return text.ToString();
    }
}
