using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.ClientApp.Session;
using Forum.ClientApp.Terminal;

namespace Forum.ClientApp.Plain;

/// <summary>The client without a terminal: lines in, lines out, each command answered before the next line is read.</summary>
internal static class PlainClient
{
    /// <summary>Runs the client over an input that is read only when the client wants a line.</summary>
    /// <param name="run">Runs the fold over what happens.</param>
    /// <param name="read">Waits for a line: <see cref="LineRead"/>, <see cref="OverlongLineRead"/> or <see cref="InputEnded"/>.</param>
    /// <param name="reading">Where lines are awaited.</param>
    /// <returns>The states; the last has the exit code.</returns>
    public static IObservable<ClientState> Run(
        Func<IObservable<Happening>, IObservable<ClientState>> run,
        Func<Happening> read,
        IScheduler reading
    ) =>
        Observable.Defer(() =>
        {
            var lines = new Subject<Happening>();
            return run(lines)
                .Publish(states =>
                    states.Merge(
                        states
                            .Where(state => state.WantsLine)
                            .DistinctUntilChanged(state => state.LinesRead)
                            .ObserveOn(reading)
                            .Do(_ => Read(read, lines))
                            .IgnoreElements()
                            .TakeUntil(states.LastOrDefaultAsync())
                    )
                );
        });

    private static void Read(Func<Happening> read, IObserver<Happening> lines)
    {
        Happening line;
        try
        {
            line = read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            lines.OnNext(new TroubleHappened($"The input cannot be read: {Reasons.Of(error)}"));
            line = new InputEnded();
        }

        lines.OnNext(line);
    }
}
