using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DynamicData.Tests.Operators;

public sealed class SwitchTests
{
    private readonly SourceCache<Item, int> _one = Item.Cache();
    private readonly SourceCache<Item, int> _two = Item.Cache();
    private readonly Subject<IObservableCache<Item, int>> _caches = new();

    public SwitchTests()
    {
        _one.AddOrUpdate(Item.Range(2));
        _two.AddOrUpdate(new Item(9, 9));
    }

    [Fact]
    public void The_items_of_the_stream_before_leave()
    {
        using var seen = _caches.Switch().Record();
        _caches.OnNext(_one);
        _caches.OnNext(_two);
        _one.AddOrUpdate(new Item(3, 3));
        Assert.Equal(
            ["Add 1:1", "Add 2:2", "Remove 1:1", "Remove 2:2", "Add 9:9"],
            seen.Values.SelectMany(changes => changes.Short())
        );
    }

    [Fact]
    public void It_ends_with_the_last_stream_and_fails_with_any()
    {
        using var seen = _caches.Switch().Record();
        _caches.OnNext(_one);
        _caches.OnCompleted();
        Assert.False(seen.HasEnded);
        _one.Dispose();
        Assert.True(seen.IsCompleted);
        using var failed = Observable
            .Return(Observable.Throw<IChangeSet<Item, int>>(new FormatException()))
            .Switch()
            .Record();
        Assert.IsType<FormatException>(failed.Error);
    }
}
