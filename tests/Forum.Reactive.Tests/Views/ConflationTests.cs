using Forum.Reactive.Views;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Views;

public class ConflationTests : ReactiveTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromTicks(100);
    private readonly TestScheduler _scheduler = new();

    [Fact]
    public void The_first_value_comes_at_once_and_of_those_that_follow_the_newest_when_the_interval_is_over()
    {
        var source = _scheduler.CreateHotObservable(
            OnNext(300, 1),
            OnNext(310, 2),
            OnNext(320, 3),
            OnNext(330, 4),
            OnNext(900, 5)
        );

        var paced = _scheduler.Start(() => source.Conflate(Interval, _scheduler));

        Assert.Equal([1, 4, 5], paced.Messages.Select(message => message.Value.Value));
        Assert.InRange(paced.Messages[0].Time, 300, 302);
        Assert.InRange(paced.Messages[1].Time, 400, 404);
        Assert.InRange(paced.Messages[2].Time, 900, 902);
    }

    [Fact]
    public void A_value_every_tick_comes_out_once_an_interval_the_newest_each_time()
    {
        var source = _scheduler.CreateHotObservable([.. Enumerable.Range(250, 700).Select(at => OnNext(at, at))]);

        var paced = _scheduler.Start(() => source.Conflate(Interval, _scheduler));

        Assert.InRange(paced.Messages.Count, 7, 8);
        Assert.All(paced.Messages.Skip(1), message => Assert.InRange(message.Time - message.Value.Value, 0, 2));
        Assert.All(
            paced.Messages.Zip(paced.Messages.Skip(1)),
            pair => Assert.True(pair.Second.Time - pair.First.Time >= 100)
        );
    }

    [Fact]
    public void The_last_value_comes_before_the_end_without_waiting()
    {
        var source = _scheduler.CreateHotObservable(OnNext(300, 1), OnNext(310, 2), OnCompleted<int>(320));

        var paced = _scheduler.Start(() => source.Conflate(Interval, _scheduler));

        Assert.Equal(
            ["OnNext(1)", "OnNext(2)", "OnCompleted()"],
            paced.Messages.Select(message => message.Value.ToString())
        );
        Assert.InRange(paced.Messages[^1].Time, 320, 322);
    }

    [Fact]
    public void An_error_comes_at_once()
    {
        var error = new InvalidOperationException("broken");
        var source = _scheduler.CreateHotObservable(OnNext(300, 1), OnError<int>(310, error));

        var paced = _scheduler.Start(() => source.Conflate(Interval, _scheduler));

        Assert.Same(error, paced.Messages[^1].Value.Exception);
        Assert.InRange(paced.Messages[^1].Time, 310, 312);
    }

    [Fact]
    public void Who_no_longer_looks_is_shown_nothing_more()
    {
        var source = _scheduler.CreateHotObservable(OnNext(300, 1), OnNext(310, 2));

        var paced = _scheduler.Start(() => source.Conflate(Interval, _scheduler), 100, 200, 350);

        Assert.Single(paced.Messages);
        Assert.Equal([Subscribe(200, 350)], source.Subscriptions);
    }
}
