using System.Reactive.Concurrency;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Nothing comes out for a while, then all of it at once, a few entries a batch.</summary>
internal sealed class BurstLog(TimeSpan pace, int most) : RelayedLog
{
    private readonly Queue<Ordered> _held = new();
    private bool _due;

    protected override void Take(Ordered batch)
    {
        _held.Enqueue(batch);
        if (!_due)
        {
            _due = true;
            Loop.Schedule(pace, Burst);
        }
    }

    private void Burst()
    {
        _due = false;
        while (_held.TryDequeue(out var batch))
        {
            for (var start = 0; start < batch.Entries.Length; start += most)
            {
                HandOn(batch.Part(start, Math.Min(most, batch.Entries.Length - start)));
            }
        }
    }
}
