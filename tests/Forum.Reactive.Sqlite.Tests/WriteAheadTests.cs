using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>The write-ahead log: its room beforehand, and what becomes of what is in it.</summary>
public sealed class WriteAheadTests : IDisposable
{
    private const int Room = 64 * 1024;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_has_its_room_from_the_start_and_what_is_posted_does_not_make_it_longer()
    {
        byte[] before;
        using (var journal = new RunningJournal(Options))
        {
            Assert.Equal(Room, LogLength);
            for (var request = 1; request <= 5; request++)
            {
                journal.Append(Entries.Post(request));
            }

            Assert.Equal(Room, LogLength);
            before = journal.Machine.Bytes();
        }

        using var again = new RunningJournal(Options);
        Assert.Equal(before, again.Machine.Bytes());
        Assert.Equal(Room, LogLength);
    }

    [Fact]
    public void When_much_is_in_it_that_is_moved_into_the_file_beside_the_writer()
    {
        byte[] before;
        using (var journal = new RunningJournal(Options))
        {
            for (var request = 1; request <= 10_000; request += 100)
            {
                var text = new string('x', 2000);
                journal.Append([.. Enumerable.Range(request, 100).Select(number => Entries.Post(number, text))]);
            }

            journal.Loop.RunUntil(() => new FileInfo(Options.Path).Length > 8 * 1024 * 1024);
            journal.Append(Entries.Post(10_001));
            before = journal.Machine.Bytes();
        }

        using var again = new RunningJournal(Options);
        Assert.Equal(before, again.Machine.Bytes());
    }

    private long LogLength => new FileInfo(Options.Path + "-wal").Length;

    private JournalOptions Options => new() { Path = _folder.PathOf("board.db"), Fsync = FsyncPolicy.Os };
}
