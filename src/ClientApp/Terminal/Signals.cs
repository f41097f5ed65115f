using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.InteropServices;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Terminal;

/// <summary>The signals of the system as an observable.</summary>
internal static class Signals
{
    // Longer than it takes to say good-bye to a server that does not answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Signals that ask the program to end: each is held back, since the program ends by itself; where it cannot, for its terminal
    /// takes nothing more or it is stuck, it ends after 5 s all the same.
    /// </summary>
    /// <param name="scheduler">Measures that time.</param>
    public static IObservable<Happening> ToEnd(IScheduler scheduler) =>
        Observable
            .Merge(
                new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(
                    signal => Of(signal, isHeldBack: true)
                )
            )
            .Do(_ => scheduler.Schedule(Patience, () => Environment.Exit(1)))
            .Select(Happening (_) => new Interrupted())
            .OrTrouble("The signals of the system cannot be followed");

    /// <summary>The terminal's size may have changed.</summary>
    public static IObservable<PosixSignal> WindowChanges() =>
        OperatingSystem.IsWindows() ? Observable.Never<PosixSignal>() : Of(PosixSignal.SIGWINCH, isHeldBack: false);

    /// <summary>The program was stopped and goes on.</summary>
    public static IObservable<PosixSignal> Continuations() =>
        OperatingSystem.IsWindows() ? Observable.Never<PosixSignal>() : Of(PosixSignal.SIGCONT, isHeldBack: false);

    private static IObservable<PosixSignal> Of(PosixSignal signal, bool isHeldBack) =>
        Observable.Create<PosixSignal>(observer =>
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    context.Cancel = isHeldBack;
                    observer.OnNext(signal);
                }
            )
        );
}
