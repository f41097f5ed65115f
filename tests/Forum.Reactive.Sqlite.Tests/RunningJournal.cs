using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>A journal with a machine on a loop, which the test runs.</summary>
internal sealed class RunningJournal : IDisposable
{
    private const long Room = 64 * 1024; // So that copies of it are quick
    private readonly List<LogStatus> _told = [];

    private readonly IStateMachine _machine;

    public RunningJournal(JournalOptions options, TestLoop? loop = null, IStateMachine? machine = null)
    {
        _machine = machine ?? new PostMachine();
        Loop = loop ?? new TestLoop();
        Log = SqliteJournal.Open(options with { WriteAheadRoom = Math.Min(options.WriteAheadRoom, Room) });
        Log.Status.Subscribe(_told.Add);
        Log.Connect(Loop, _machine);
        Loop.RunUntil(() => Status is LogStatus.CaughtUp or LogStatus.Failed);
        AwaitCompaction(); // It begins by looking for what another one left.
    }

    public TestLoop Loop { get; }

    public SqliteJournal Log { get; }

    public PostMachine Machine => (PostMachine)_machine;

    public LogStatus Status => _told[^1];

    public IReadOnlyList<LogStatus> Told => _told;

    /// <summary>What stopped it at the start.</summary>
    public string Failure => Assert.IsType<JournalException>(Assert.IsType<LogStatus.Failed>(Status).Error).Message;

    public void Append(params Entry[] entries)
    {
        Loop.Run(() => Log.Append(entries));
        Await();
    }

    public void Await()
    {
        var drained = false;
        Loop.Run(() => Log.Drain().Subscribe(_ => drained = true));
        Loop.RunUntil(() => drained);
    }

    public void AwaitCompaction() => Loop.RunUntil(() => !Log.IsCompacting);

    public void Dispose() => Log.Dispose();
}
