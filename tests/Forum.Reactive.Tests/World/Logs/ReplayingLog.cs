using System.Reactive.Concurrency;
using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Begins with entries of before, a batch at a time, with a wait before each.</summary>
internal sealed class ReplayingLog(IReadOnlyList<Entry> history, TimeSpan pace) : RelayedLog
{
    private int _next;

    protected override void Begin() => Loop.Schedule(pace, Replay);

    protected override void Take(Ordered batch) => HandOn(batch);

    private void Replay()
    {
        if (_next == history.Count)
        {
            Tell(new LogStatus.CaughtUp());
            return;
        }

        Entry[] batch = [.. history.Skip(_next).Take(MemoryLog.MaxBatch)];
        _next += batch.Length;
        HandOn(new Ordered(batch, Loop.Now), isReplay: true);
        Tell(new LogStatus.Replaying(Position, history.Count));
        Loop.Schedule(pace, Replay);
    }
}
