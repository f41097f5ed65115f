using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Rendering;
using Forum.ClientApp.Session;
using Forum.Reactive.Views;

namespace Forum.ClientApp.Terminal;

/// <summary>The client on a terminal: keys in, screens out.</summary>
internal static class TerminalClient
{
    /// <summary>The screen is painted at most 30 times a second.</summary>
    public static readonly TimeSpan FrameTime = TimeSpan.FromSeconds(1.0 / 30);

    /// <summary>Everything that happens at a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="scheduler">Measures the time of a lone Escape.</param>
    public static IObservable<Happening> Happenings(RawTerminal terminal, IScheduler scheduler) =>
        Observable.Merge(
            RawTerminal
                .Input()
                .DecodeKeys(scheduler)
                .Select(Happening (key) => new KeyPressed(key))
                .OrTrouble("The keyboard cannot be read")
                .Concat(Observable.Return<Happening>(new InputEnded())),
            Signals
                .WindowChanges()
                .Select(Happening (_) => new Resized(RawTerminal.Size))
                .OrTrouble("The size of the terminal cannot be followed")
                .StartWith(new Resized(RawTerminal.Size)),
            Signals
                .Continuations()
                .Do(_ => terminal.Enter())
                .SelectMany(_ => new Happening[] { new Resumed(), new Resized(RawTerminal.Size) })
                .OrTrouble("It cannot be noticed when the program goes on after a stop")
        );

    /// <summary>Paints states, as often as the eye can follow; gives on those that it painted, the last among them.</summary>
    /// <param name="states">What to paint.</param>
    /// <param name="ansi">Draws.</param>
    /// <param name="scheduler">Where it is painted: a terminal may take its time.</param>
    public static IObservable<ClientState> Paint(
        this IObservable<ClientState> states,
        AnsiLines ansi,
        IScheduler scheduler
    ) =>
        Observable.Defer(() =>
        {
            var painter = new TerminalPainter(RawTerminal.Write, ansi);
            return states.Conflate(FrameTime, scheduler).Do(state => painter.Paint(state.OnScreenOf(RawTerminal.Size)));
        });

    // The terminal may have changed its size since the state was made, and its lines have wrapped anew: what the painter believes of
    // it has to be true when it paints, or it would move to a wrong line and erase what stands there.
    private static ClientState OnScreenOf(this ClientState state, TerminalSize size) =>
        state.Screen.Size == size ? state : state with { Screen = state.Screen with { Size = size } };
}
