using System.Reactive.Concurrency;

namespace Forum.Reactive.Testing;

/// <summary>
/// The time of a simulated world: it stands still until it is moved on, and then everything that is due happens, in its order, on the
/// thread that moves it.
/// </summary>
/// <remarks>A virtual-time scheduler of Rx in ticks of 100 ns since the year 1; any other one does as well.</remarks>
public sealed class SimulatedClock : VirtualTimeScheduler<long, long>
{
    /// <summary>Makes a clock.</summary>
    /// <param name="start">What it shows at first; default: the beginning of 2021, UTC.</param>
    public SimulatedClock(DateTimeOffset? start = null)
        : base((start ?? new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)).UtcTicks, Comparer<long>.Default) { }

    /// <summary>Lets time pass.</summary>
    /// <param name="time">How much; not negative.</param>
    public void Pass(TimeSpan time) => AdvanceBy(time.Ticks);

    /// <summary>Lets time pass until something is so, no further than to the next thing that is due.</summary>
    /// <param name="isSo">Looked at after each thing that happened.</param>
    /// <param name="atMost">How long it may take.</param>
    /// <returns>Whether it is so.</returns>
    public bool PassUntil(Func<bool> isSo, TimeSpan atMost)
    {
        ArgumentNullException.ThrowIfNull(isSo);
        var end = Clock + atMost.Ticks;
        while (!isSo())
        {
            if (GetNext() is not { } next || next.DueTime > end)
            {
                Clock = Math.Max(Clock, end);
                return isSo();
            }

            Clock = Math.Max(Clock, next.DueTime);
            next.Invoke();
        }

        return true;
    }

    /// <inheritdoc/>
    protected override long Add(long absolute, long relative) => absolute + relative;

    /// <inheritdoc/>
    protected override DateTimeOffset ToDateTimeOffset(long absolute) => new(absolute, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override long ToRelative(TimeSpan timeSpan) => timeSpan.Ticks;
}
