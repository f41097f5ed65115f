using System.Reactive.Linq;

namespace DynamicData.Tests.StandInOnly;

/// <summary>
/// Writers that never rest: whoever subscribes gets away, and what waits for delivery is bounded. (The originals up to 9.4 make
/// writers wait for the lock instead; later ones queue without bound.)
/// </summary>
public sealed class RestlessWritersTests : IDisposable
{
    private const int MostWaiting = 4_096; // sets; a queue, what a new subscriber holds, and the writers' own

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SourceCache<Item, int> _cache = Item.Cache();
    private readonly CancellationTokenSource _rest = new();
    private readonly List<Task> _writers = [];
    private long _written;

    [Fact]
    public async Task Subscribing_returns_though_the_subscriber_is_slower_than_the_writers()
    {
        Write(writers: 2);
        await Elsewhere(() => _cache.Connect().Subscribe(_ => BeSlow())).WaitAsync(Limit);
    }

    [Fact]
    public async Task Each_of_twenty_followers_of_a_fast_writer_is_in_place_soon()
    {
        Write(writers: 1);
        for (var i = 0; i < 20; i++)
        {
            await Elsewhere(() =>
                    _cache
                        .Connect()
                        .Transform(item => item.Value)
                        .AsObservableCache()
                        .Connect()
                        .QueryWhenChanged()
                        .Subscribe()
                )
                .WaitAsync(Limit);
        }
    }

    [Fact]
    public async Task What_waits_for_a_slow_subscriber_is_bounded()
    {
        var seen = 0L;
        var most = 0L;
        using var slow = _cache
            .Connect()
            .Subscribe(changes =>
            {
                seen += changes.Count;
                most = Math.Max(most, Interlocked.Read(ref _written) - seen);
                BeSlow();
            });
        Write(writers: 8);
        await Until(() => Volatile.Read(ref seen) > 20_000);
        Assert.InRange(most, 1, MostWaiting);
    }

    [Fact]
    public async Task What_a_subscriber_holds_while_it_gets_its_initial_state_is_bounded()
    {
        _cache.AddOrUpdate(new Item(-1, 0));
        Write(writers: 2);
        await Until(() => Interlocked.Read(ref _written) > 10);
        var before = 0L;
        using var subscription = _cache
            .Connect()
            .Subscribe(_ =>
            {
                if (before != 0)
                {
                    return;
                }

                before = Interlocked.Read(ref _written);
                SpinWait.SpinUntil(() => Interlocked.Read(ref _written) > before + 1_000_000, TimeSpan.FromSeconds(1));
                Assert.InRange(Interlocked.Read(ref _written) - before, 0, 2 * MostWaiting);
            });
        Assert.NotEqual(0, before);
    }

    [Fact]
    public async Task No_writer_delivers_for_the_others_for_ever()
    {
        using var slow = _cache.Connect().Subscribe(_ => BeSlow());
        Write(writers: 3);
        for (var i = 0; i < 10; i++)
        {
            await Elsewhere(() => _cache.AddOrUpdate(new Item(-2, i))).WaitAsync(Limit);
        }
    }

    [Fact]
    public async Task A_writer_that_the_subscriber_waits_for_is_delayed_but_not_stopped()
    {
        var isFirst = true;
        using var waiting = _cache
            .Connect()
            .Subscribe(_ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    Assert.True(Elsewhere(() => Repeat(1_100)).Wait(Limit));
                }
            });
        await Elsewhere(() => _cache.AddOrUpdate(new Item(0, 0))).WaitAsync(Limit);
        Assert.Equal(1_101, _cache.Count);

        void Repeat(int times)
        {
            for (var i = 1; i <= times; i++)
            {
                _cache.AddOrUpdate(new Item(i, i));
            }
        }
    }

    [Fact]
    public async Task Caches_that_feed_each_other_while_full_come_to_rest()
    {
        using var other = Item.Cache();
        using var there = _cache.Connect().Filter(item => item.Value >= 0).Do(_ => BeSlow()).PopulateInto(other);
        using var back = other
            .Connect()
            .Do(_ => BeSlow())
            .Subscribe(changes => _cache.AddOrUpdate(changes.Select(change => new Item(change.Key + 100, -1))));
        Write(writers: 4);
        await Until(() => Interlocked.Read(ref _written) > 10_000);
        await Stop();
        Assert.Equal(_cache.Items.Where(item => item.Value >= 0).Select(item => item.Key).Order(), other.Keys.Order());
    }

    public void Dispose()
    {
        Stop().Wait(Limit);
        _rest.Dispose();
        _cache.Dispose();
    }

    private Task Stop()
    {
        _rest.Cancel();
        return Task.WhenAll(_writers).WaitAsync(Limit);
    }

    private void Write(int writers)
    {
        for (var i = 0; i < writers; i++)
        {
            var key = i;
            _writers.Add(Elsewhere(() => WriteOn(key)));
        }
    }

    private void WriteOn(int key)
    {
        while (!_rest.IsCancellationRequested)
        {
            Interlocked.Increment(ref _written);
            _cache.AddOrUpdate(new Item(key, 1));
        }
    }

    private static void BeSlow() => Thread.SpinWait(2_000);

    private static Task Elsewhere(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task Until(Func<bool> isSo)
    {
        var waited = Elsewhere(() => SpinWait.SpinUntil(isSo, Limit));
        await waited.WaitAsync(Limit);
        Assert.True(isSo());
    }
}
