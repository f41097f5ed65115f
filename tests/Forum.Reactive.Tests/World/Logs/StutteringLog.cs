using System.Reactive.Concurrency;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Every so often it stalls for a while, and goes on by itself.</summary>
internal sealed class StutteringLog(int every, TimeSpan time) : StallingLog
{
    private int _taken;

    protected override void Take(Ordered batch)
    {
        if (++_taken % every == 0)
        {
            Stall();
            Loop.Schedule(time, () => GoOn());
        }

        base.Take(batch);
    }
}
