using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server;

/// <summary>
/// How a server ends, stage by stage: no new connections; sessions told; their last answers read, or their time over; the log
/// drained; views complete; the loop gone.
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="listener">Accepts no more.</param>
/// <param name="sessions">Are told.</param>
/// <param name="completeFiles">May take its time, so it is not for the loop.</param>
/// <param name="completeStreams">Tells whoever watches that nothing follows. On the loop.</param>
/// <param name="stopDatagrams">Ends what serves the UDP ports.</param>
/// <param name="scheduler">Where files are completed.</param>
#pragma warning disable CA1001 // Its subjects hold nothing but a value.
internal sealed class Stopping(
#pragma warning restore CA1001
    SessionServices services,
    IConnectionListener listener,
    SessionSet sessions,
    Action completeFiles,
    Action completeStreams,
    Func<IObservable<Unit>> stopDatagrams,
    IScheduler scheduler
)
{
    private readonly AsyncSubject<Unit> _done = new();
    private readonly AsyncSubject<Unit> _outOfPatience = new();

    /// <summary>Whether it began. On the loop.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Begins, or hastens what began.</summary>
    /// <param name="isPatient">Whether sessions get the time to read their last answers.</param>
    /// <returns>Hot: one value when all is done.</returns>
    public IObservable<Unit> Begin(bool isPatient)
    {
        listener.Dispose();
        services.Loop.Post(() => BeginOnLoop(isPatient));
        return _done.AsObservable();
    }

    private void BeginOnLoop(bool isPatient)
    {
        if (!isPatient)
        {
            _outOfPatience.OnNext(Unit.Default);
            _outOfPatience.OnCompleted();
        }

        if (HasBegun)
        {
            return;
        }

        HasBegun = true;
        TellSessions()
            .Concat(AbortTheRest())
            .Concat(DrainLog())
            .Concat(On(scheduler, completeFiles))
            .Concat(On(services.Loop, completeStreams))
            .Concat(Observable.Defer(stopDatagrams))
            .Concat(Observable.Defer(services.Loop.Stop))
            .LastAsync()
            .Subscribe(_done);
    }

    private IObservable<Unit> TellSessions() =>
        Observable.Defer(() =>
        {
            sessions.StopAll();
            return sessions.Emptied.Amb(Timeout()).Amb(_outOfPatience).Take(1);
        });

    private IObservable<Unit> AbortTheRest() =>
        Observable.Defer(() =>
        {
            sessions.Dispose();
            return Observable.Return(Unit.Default);
        });

    // A log that is stalled would have it wait for ever.
    private IObservable<Unit> DrainLog() =>
        Observable.Defer(() => services.Log.Drain().Amb(Timeout()).Take(1).Catch(Observable.Return(Unit.Default)));

    private static IObservable<Unit> On(IScheduler where, Action act) =>
        Observable.Defer(() => Observable.Start(act, where)).Catch(Observable.Return(Unit.Default));

    private IObservable<Unit> Timeout() =>
        Observable.Timer(services.Options.StopTimeout, services.Loop).Select(_ => Unit.Default);
}
