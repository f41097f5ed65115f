using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Stalls and goes on when the test says so; what waits meanwhile comes out then, or is refused.</summary>
internal class StallingLog : RelayedLog
{
    private readonly Queue<Ordered> _held = new();
    private bool _stalled;

    /// <summary>Nothing comes out from here on. On the loop.</summary>
    public void Stall()
    {
        _stalled = true;
        Tell(new LogStatus.Stalled("The test holds it."));
    }

    /// <summary>What waited comes out, or is refused; then all is well. On the loop.</summary>
    public void GoOn(LogFate fate = LogFate.Ordered)
    {
        _stalled = false;
        while (_held.TryDequeue(out var batch))
        {
            HandOn(batch, fate);
        }

        Tell(new LogStatus.CaughtUp());
    }

    protected override void Take(Ordered batch)
    {
        if (_stalled)
        {
            _held.Enqueue(batch);
        }
        else
        {
            HandOn(batch);
        }
    }
}
