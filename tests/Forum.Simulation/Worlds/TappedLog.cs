using System.Reactive;
using Forum.Reactive.Log;
using Forum.Reactive.Transport;

namespace Forum.Simulation.Worlds;

/// <summary>A log whose batches others see before the server does.</summary>
internal sealed class TappedLog(ILog log, Action<LogBatch> see) : ILog
{
    public IObservable<LogStatus> Status => log.Status;

    public void Connect(ILoop loop, IStateMachine machine) => log.Connect(loop, new Tap(machine, see));

    public void Append(ReadOnlySpan<Entry> entries) => log.Append(entries);

    public IObservable<Unit> Drain() => log.Drain();

    public void Dispose() => log.Dispose();

    private sealed class Tap(IStateMachine machine, Action<LogBatch> see) : IStateMachine
    {
        public void OnNext(LogBatch value)
        {
            see(value);
            machine.OnNext(value);
        }

        public void OnCompleted() => machine.OnCompleted();

        public void OnError(Exception error) => machine.OnError(error);

        public StateSnapshot Capture() => machine.Capture();

        public void Restore(StateSnapshot snapshot) => machine.Restore(snapshot);
    }
}
