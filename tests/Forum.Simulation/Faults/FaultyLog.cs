using System.Reactive;
using Forum.Reactive.Log;
using Forum.Reactive.Transport;

namespace Forum.Simulation.Faults;

/// <summary>A log that loses entries on their way in, or gives others out.</summary>
internal sealed class FaultyLog(ILog log, Func<IStateMachine, IStateMachine> above, Func<Entry, bool>? keeps = null)
    : ILog
{
    public IObservable<LogStatus> Status => log.Status;

    public void Connect(ILoop loop, IStateMachine machine) => log.Connect(loop, above(machine));

    public void Append(ReadOnlySpan<Entry> entries)
    {
        if (keeps is null)
        {
            log.Append(entries);
            return;
        }

        foreach (var entry in entries)
        {
            if (keeps(entry))
            {
                log.Append([entry]);
            }
        }
    }

    public IObservable<Unit> Drain() => log.Drain();

    public void Dispose() => log.Dispose();
}
