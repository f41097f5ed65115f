using System.Reactive.Disposables;
using System.Reactive.Linq;
using DynamicData;
using Forum.Reactive.Log;

namespace Forum.Reactive.Server;

/// <summary>
/// Timers that clean up: the end of a block and the lapse of an offer are entries like others, so that only the log changes the
/// state. What decides is the time that the log gives them; one that comes too early is repeated until what it is for is gone.
/// </summary>
internal static class Deadlines
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(1);

    public static IDisposable Keep(SessionServices services) =>
        new CompositeDisposable(ForgetBlocksThatAreOver(services), LapseUnansweredOffers(services));

    private static IDisposable ForgetBlocksThatAreOver(SessionServices services) =>
        services
            .State.Guard.Cache.Published.Connect(window => window.BlockedUntil is not null)
            .SubscribeMany(window => At(window.BlockedUntil!.Value, Act.Forget(window.User), services))
            .Subscribe();

    private static IDisposable LapseUnansweredOffers(SessionServices services) =>
        services
            .State.Offers.Cache.Published.Connect(offer => !offer.IsAccepted)
            .SubscribeMany(offer => At(offer.LapsesAt, Act.Lapse(offer.Id), services))
            .Subscribe();

    private static IDisposable At(DateTimeOffset due, Act act, SessionServices services)
    {
        var wait = due - services.Times.LogTime;
        return Observable
            .Timer(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, RetryTime, services.Loop)
            .Subscribe(_ => services.Own.Append(act));
    }
}
