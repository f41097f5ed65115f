using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.InteropServices;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Terminal;

/// <summary>The signals of the system as an observable.</summary>
internal static class Signals
{
    /// <summary>Signals that ask the program to end: each is held back, since the program ends by itself.</summary>
    public static IObservable<Happening> ToEnd() =>
        Observable
            .Merge(
                new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(
                    signal => Of(signal, isHeldBack: true)
                )
            )
            .Select(_ => new Interrupted());

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
