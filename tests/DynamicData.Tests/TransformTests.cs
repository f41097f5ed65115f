using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DynamicData.Kernel;

namespace DynamicData.Tests;

public sealed class TransformTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();
    private int _made;

    [Fact]
    public void Each_change_gives_one_with_the_previous_result()
    {
        using var seen = _cache.Connect().Transform(Make).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(1, 2));
        _cache.Refresh(new Item(1, 0));
        _cache.Remove(1);
        Assert.Equal(
            ["Add 1-1", "Update 2-2 was 1-1", "Refresh 2-2", "Remove 2-2"],
            seen.Values.SelectMany(changes => changes.Short())
        );
    }

    [Fact]
    public void A_refresh_makes_the_item_again_if_wanted()
    {
        using var seen = _cache.Connect().Transform(Make, transformOnRefresh: true).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.Refresh(new Item(1, 0));
        Assert.Equal(["Update 1-2 was 1-1"], seen.Last.Short());
    }

    [Fact]
    public void A_batch_stays_one_set()
    {
        using var seen = _cache.Connect().Transform((item, key) => $"{key}={item.Value}").Record();
        _cache.AddOrUpdate(Item.Range(100));
        Assert.Equal(100, Assert.Single(seen.Values).Adds);
    }

    [Fact]
    public void The_factory_can_see_what_was_there_before()
    {
        using var seen = _cache
            .Connect()
            .Transform(
                (Item item, Optional<Item> previous, int _) => previous.HasValue ? $"{previous.Value}>{item}" : "new"
            )
            .Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(1, 2));
        Assert.Equal(["Update 1:1>1:2 was new"], seen.Last.Short());
    }

    [Fact]
    public void All_items_are_made_again_in_one_set_when_asked()
    {
        using var again = new Subject<Unit>();
        using var seen = _cache.Connect().Transform(Make, again).Record();
        _cache.AddOrUpdate(Item.Range(3));
        again.OnNext(Unit.Default);
        Assert.Equal(["Update 1-4 was 1-1", "Update 2-5 was 2-2", "Update 3-6 was 3-3"], seen.Last.Short());
    }

    [Fact]
    public void Chosen_items_are_made_again()
    {
        using var again = new Subject<Func<Item, bool>>();
        using var seen = _cache.Connect().Transform(Make, again).Record();
        _cache.AddOrUpdate(Item.Range(3));
        _cache.Remove(1);
        again.OnNext(item => item.Key < 3);
        again.OnNext(_ => false);
        Assert.Equal(3, seen.Values.Count);
        Assert.Equal(["Update 2-4 was 2-2"], seen.Last.Short());
    }

    [Fact]
    public void A_factory_that_throws_ends_its_own_stream_only()
    {
        using var broken = _cache.Connect().Transform<string, Item, int>(_ => throw new FormatException()).Record();
        using var whole = _cache.Connect().Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(2, 2));
        Assert.IsType<FormatException>(broken.Error);
        Assert.Equal(2, whole.Values.Count);
    }

    [Fact]
    public void With_a_stream_that_forces_a_refresh_makes_the_item_again_too()
    {
        using var again = new Subject<Unit>();
        using var seen = _cache.Connect().Transform(Make, again).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.Refresh(new Item(1, 0));
        Assert.Equal(["Update 1-2 was 1-1"], seen.Last.Short());
    }

    [Fact]
    public void The_factory_sees_no_previous_item_when_it_is_forced()
    {
        using var again = new Subject<Unit>();
        var previous = new List<bool>();
        using var seen = _cache
            .Connect()
            .Transform(
                (Item item, Optional<Item> before, int _) =>
                {
                    previous.Add(before.HasValue);
                    return item;
                },
                again
            )
            .Record();
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(1, 2));
        again.OnNext(Unit.Default);
        Assert.Equal([false, true, false], previous);
    }

    [Fact]
    public void Empty_sets_are_passed_on()
    {
        using var seen = _cache.Connect().StartWithEmpty().Transform(Make).Record();
        Assert.Empty(Assert.Single(seen.Values));
    }

    [Fact]
    public void Null_arguments_are_refused_at_once()
    {
        IObservable<IChangeSet<Item, int>> none = null!;
        Assert.Throws<ArgumentNullException>("source", () => none.Transform(item => item.Key));
        Assert.Throws<ArgumentNullException>(
            "transformFactory",
            () => _cache.Connect().Transform((Func<Item, string>)null!)
        );
    }

    [Fact]
    public void Nothing_is_forced_by_a_stream_that_is_null()
    {
        using var seen = _cache.Connect().Transform(Make, (IObservable<Unit>)null!).Record();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Equal(["Add 1-1"], seen.Last.Short());
    }

    private string Make(Item item) => $"{item.Value}-{++_made}";
}
