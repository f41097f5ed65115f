using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DynamicData.Tests;

/// <summary>What a subscriber may rely on, whatever the source and the other subscribers do.</summary>
public sealed class GrammarTests
{
    private static readonly Item One = new(1, 1);

    [Fact]
    public void Nothing_follows_the_end_though_the_source_goes_on()
    {
        var source = Raw(observer =>
        {
            observer.OnNext(Add());
            observer.OnCompleted();
            observer.OnNext(Add());
            observer.OnError(new FormatException());
        });
        Assert.Equal(["next", "completed"], Seen(source.Filter(_ => true)));
        Assert.Equal(["next", "completed"], Seen(source.Transform(item => item)));
        Assert.Equal(["next", "completed"], Seen(source.QueryWhenChanged()));
    }

    [Fact]
    public void A_cache_that_follows_a_stream_follows_it_no_further_than_its_end()
    {
        using var cache = Raw(observer =>
            {
                observer.OnCompleted();
                observer.OnNext(Add());
            })
            .AsObservableCache();
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Disposing_a_chain_lets_go_of_its_source()
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        var subscription = source.Filter(_ => true).Transform(item => item).Subscribe();
        Assert.True(source.HasObservers);
        subscription.Dispose();
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void The_end_of_a_chain_lets_go_of_its_source()
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        source.Filter(_ => throw new FormatException()).Subscribe(_ => { }, _ => { });
        source.OnNext(Add());
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void An_observer_that_throws_hears_no_more_and_the_source_is_let_go()
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        var calls = 0;
        source
            .Filter(_ => true)
            .Subscribe(_ =>
            {
                calls++;
                throw new FormatException();
            });
        Assert.Throws<FormatException>(() => source.OnNext(Add()));
        source.OnNext(Add());
        Assert.Equal(1, calls);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void What_a_source_throws_on_subscribing_is_an_error_of_the_stream()
    {
        var source = Raw(_ => throw new FormatException());
        Assert.Equal(["error"], Seen(source.Filter(_ => true)));
    }

    [Fact]
    public void A_subscription_that_its_first_element_ends_is_ended()
    {
        var cache = Item.Cache();
        cache.AddOrUpdate(One);
        Assert.Equal(["next", "completed"], Seen(cache.Connect().Filter(_ => true).Take(1)));
        Assert.Equal(["next", "completed"], Seen(cache.Watch(1).Take(1)));
        Assert.Equal(["next", "completed"], Seen(cache.CountChanged.Take(1)));
    }

    [Fact]
    public void What_is_scheduled_on_the_current_thread_while_subscribing_runs_when_the_chain_is_in_place()
    {
        var seen = new List<string>();
        var source = Observable.Range(1, 2).Select(_ => Add()).Do(_ => seen.Add("sent"));
        var chain = Raw(observer =>
            {
                source.Subscribe(observer);
                seen.Add("subscribed");
            })
            .Filter(_ => true);
        using var subscription = chain.Subscribe();
        Assert.Equal(["subscribed", "sent", "sent"], seen);
    }

    private static ChangeSet<Item, int> Add() => [new(ChangeReason.Add, One.Key, One)];

    /// <summary>A stream without the guards that Rx puts around those that it creates.</summary>
    private static RawStream Raw(Action<IObserver<IChangeSet<Item, int>>> send) => new(send);

    private static List<string> Seen<T>(IObservable<T> source)
    {
        var seen = new List<string>();
        source.Subscribe(new RawObserver<T>(seen));
        return seen;
    }

    private sealed class RawStream(Action<IObserver<IChangeSet<Item, int>>> send) : IObservable<IChangeSet<Item, int>>
    {
        public IDisposable Subscribe(IObserver<IChangeSet<Item, int>> observer)
        {
            send(observer);
            return Disposable.Empty;
        }
    }

    private sealed class RawObserver<T>(List<string> seen) : IObserver<T>
    {
        public void OnNext(T value) => seen.Add("next");

        public void OnError(Exception error) => seen.Add("error");

        public void OnCompleted() => seen.Add("completed");
    }
}
