using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DynamicData.Tests;

public sealed class ItemLifetimeTests
{
    private readonly SourceCache<Resource, int> _cache = new(resource => resource.Key);

    [Fact]
    public void Replaced_and_removed_items_are_disposed_after_downstream_was_told()
    {
        var disposedTooEarly = false;
        using var seen = _cache
            .Connect()
            .DisposeMany()
            .Do(changes =>
                disposedTooEarly |= changes.Any(change =>
                    change.Current.IsDisposed || change.Previous is { HasValue: true, Value.IsDisposed: true }
                )
            )
            .Record();
        Resource[] items = [new(1), new(1), new(2)];
        foreach (var item in items)
        {
            _cache.AddOrUpdate(item);
        }

        _cache.AddOrUpdate(items[1]);
        _cache.Remove(2);
        Assert.False(disposedTooEarly);
        Assert.Equal([true, false, true], items.Select(item => item.IsDisposed));
    }

    [Theory]
    [InlineData("completion")]
    [InlineData("error")]
    [InlineData("disposal")]
    public void What_remains_is_disposed_in_the_end(string end)
    {
        var errors = new Subject<IChangeSet<Resource, int>>();
        var seen = _cache.Connect().Merge(errors).DisposeMany().Record();
        var item = new Resource(1);
        _cache.AddOrUpdate(item);
        Assert.False(item.IsDisposed);
        switch (end)
        {
            case "completion":
                _cache.Dispose();
                errors.OnCompleted();
                break;
            case "error":
                errors.OnError(new FormatException());
                break;
            default:
                seen.Dispose();
                break;
        }

        Assert.True(item.IsDisposed);
    }

    [Fact]
    public void Each_item_has_a_subscription_that_is_in_place_when_it_is_told()
    {
        var live = new List<Resource>();
        using var seen = _cache
            .Connect()
            .SubscribeMany(item =>
            {
                live.Add(item);
                return Disposable.Create(() => live.Remove(item));
            })
            .Do(changes =>
                Assert.All(
                    changes,
                    change => Assert.Equal(change.Reason != ChangeReason.Remove, live.Contains(change.Current))
                )
            )
            .Record();
        Resource[] items = [new(1), new(1), new(2)];
        foreach (var item in items)
        {
            _cache.AddOrUpdate(item);
        }

        _cache.Refresh();
        Assert.Equal([items[1], items[2]], live);
        _cache.Remove(1);
        Assert.Equal([items[2]], live);
        seen.Dispose();
        Assert.Empty(live);
        Assert.Null(seen.Error);
    }

    [Fact]
    public void The_streams_of_items_are_merged_while_the_items_are_there()
    {
        using var seen = _cache.Connect().MergeMany(item => item.Values).Record();
        Resource[] items = [new(1), new(1), new(2)];
        _cache.AddOrUpdate(items[0]);
        items[0].Values.OnNext(1);
        _cache.AddOrUpdate(items[1]);
        items[0].Values.OnNext(2);
        items[1].Values.OnNext(3);
        _cache.AddOrUpdate(items[2]);
        items[2].Values.OnNext(4);
        _cache.Remove(1);
        items[1].Values.OnNext(5);
        Assert.Equal([1, 3, 4], seen.Values);
        seen.Dispose();
        Assert.False(items[2].Values.HasObservers);
    }

    [Fact]
    public void The_end_of_an_item_stream_is_its_own()
    {
        using var seen = _cache.Connect().MergeMany((item, _) => item.Values).Record();
        Resource[] items = [new(1), new(2), new(3)];
        _cache.AddOrUpdate(items);
        items[0].Values.OnError(new FormatException());
        items[1].Values.OnCompleted();
        items[2].Values.OnNext(3);
        _cache.Dispose();
        Assert.False(seen.HasEnded);
        items[2].Values.OnNext(4);
        items[2].Values.OnCompleted();
        Assert.True(seen.IsCompleted);
        Assert.Equal([3, 4], seen.Values);
    }

    [Fact]
    public void Actions_on_items_are_called_for_their_kind_of_change()
    {
        var calls = new List<string>();
        using var seen = _cache
            .Connect()
            .OnItemAdded(item => calls.Add($"added {item.Key}"))
            .OnItemUpdated((_, previous) => calls.Add($"updated {previous.Key}"))
            .OnItemRefreshed(item => calls.Add($"refreshed {item.Key}"))
            .OnItemRemoved(item => calls.Add($"removed {item.Key}"))
            .ForEachChange(change => calls.Add($"{change.Reason}"))
            .Record();
        _cache.AddOrUpdate(new Resource(1));
        _cache.AddOrUpdate(new Resource(1));
        _cache.Refresh();
        _cache.Remove(1);
        Assert.Equal(["added 1", "Add", "updated 1", "Update", "refreshed 1", "Refresh", "removed 1", "Remove"], calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Removal_is_told_of_what_remains_unless_it_is_not_wanted(bool wanted)
    {
        var removed = new List<int>();
        var seen = _cache.Connect().OnItemRemoved((_, key) => removed.Add(key), wanted).Record();
        _cache.AddOrUpdate([new Resource(1), new Resource(2)]);
        _cache.Remove(1);
        seen.Dispose();
        Assert.Equal(wanted ? [1, 2] : [1], removed);
    }

    private sealed class Resource(int key) : IDisposable
    {
        public int Key => key;

        public bool IsDisposed { get; private set; }

        public Subject<int> Values { get; } = new();

        public void Dispose() => IsDisposed = true;
    }
}
