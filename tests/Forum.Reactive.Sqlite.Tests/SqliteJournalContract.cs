using Forum.Reactive.Log;
using Forum.Reactive.Tests.Log;

namespace Forum.Reactive.Sqlite.Tests;

public sealed class SqliteJournalContract : LogContract
{
    private readonly TemporaryFolder _folder = new();
    private int _made;

    protected override ILog Make() =>
        SqliteJournal.Open(new JournalOptions { Path = _folder.PathOf($"{_made++}.db"), Fsync = FsyncPolicy.Os });

    protected override void CleanUp() => _folder.Dispose();
}
