using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Forum.ClientApp.Session;

/// <summary>Runs the fold: one stream of what happens in, one stream of states out.</summary>
internal static class ClientLoop
{
    /// <summary>
    /// Merges what happens outside with what comes of the effects, folds it on one scheduler, and lets the effects be done.
    /// Completes with the state that has an exit code.
    /// </summary>
    /// <param name="initial">The state before anything happens.</param>
    /// <param name="outside">Keys, lines, signals, ticks; from any thread.</param>
    /// <param name="perform">Does an effect; what it gives is folded in its turn. What fails is told.</param>
    /// <param name="scheduler">Where the fold runs, one happening at a time, and whose clock it reads.</param>
    public static IObservable<ClientState> Run(
        ClientState initial,
        IObservable<Happening> outside,
        Func<Effect, IObservable<Happening>> perform,
        IScheduler scheduler
    ) =>
        Observable.Create<ClientState>(observer =>
        {
            // Not disposed at the end: an effect on another thread may still have its say, which nobody hears.
            var consequences = new Subject<Happening>();
            // The consequences first: the first happening may have some before the rest of the outside is subscribed to.
            var happenings = consequences.Merge(outside).ObserveOn(scheduler);
            var states = happenings
                .Scan(initial, (state, what) => Fold.Next(state, what, scheduler.Now))
                .TakeUntil(state => state.ExitCode is not null)
                .Publish();
            return new CompositeDisposable(
                states.Subscribe(observer),
                states
                    .SelectMany(state => state.Effects)
                    .SelectMany(effect => Guarded(perform, effect))
                    .Synchronize()
                    .Subscribe(consequences.OnNext),
                states.Connect()
            );
        });

    private static IObservable<Happening> Guarded(Func<Effect, IObservable<Happening>> perform, Effect effect) =>
        Observable
            .Defer(() => perform(effect))
            .Catch<Happening, Exception>(error => Observable.Return(new EffectFailed(effect, Reasons.Of(error))));
}
