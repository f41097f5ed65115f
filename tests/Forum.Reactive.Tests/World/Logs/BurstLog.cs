using System.Reactive.Concurrency;
using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Nothing comes out for a while, then all of it at once, a few entries a batch.</summary>
internal sealed class BurstLog(TimeSpan pace, int batch) : RelayedLog
{
    private readonly List<Entry> _held = [];
    private bool _due;

    protected override void Take(Entry[] entries)
    {
        _held.AddRange(entries);
        if (!_due)
        {
            _due = true;
            Loop.Schedule(pace, Burst);
        }
    }

    private void Burst()
    {
        _due = false;
        Entry[] all = [.. _held];
        _held.Clear();
        for (var start = 0; start < all.Length; start += batch)
        {
            HandOn(all.AsMemory(start, Math.Min(batch, all.Length - start)));
        }
    }
}
