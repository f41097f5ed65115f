using System.Reactive.Concurrency;
using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Every batch comes out so much later, in order.</summary>
internal sealed class DelayingLog(TimeSpan delay) : RelayedLog
{
    protected override void Take(Ordered batch) => Loop.Schedule(delay, () => HandOn(batch));
}
