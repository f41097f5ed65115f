using System.Reactive.Linq;
using DynamicData.Cache.Internal;
using DynamicData.Kernel;

namespace DynamicData.Tests;

public sealed class EditTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void A_cache_needs_a_key_selector() =>
        Assert.Throws<ArgumentNullException>(() => new SourceCache<Item, int>(null!));

    [Fact]
    public void An_edit_needs_an_action() => Assert.Throws<ArgumentNullException>(() => _cache.Edit(null!));

    [Fact]
    public void Changes_are_readable_inside_their_edit()
    {
        _cache.Edit(updater =>
        {
            updater.AddOrUpdate(new Item(1, 5));
            Assert.Equal(5, updater.Lookup(1).Value.Value);
            Assert.Equal(5, _cache.Lookup(1).Value.Value);
            Assert.Equal(1, _cache.Count);
        });
    }

    [Fact]
    public void A_nested_edit_is_published_with_the_outer_one()
    {
        using var seen = _cache.Connect().Record();
        _cache.Edit(updater =>
        {
            updater.AddOrUpdate(new Item(1, 1));
            _cache.Edit(inner => inner.AddOrUpdate(new Item(2, 2)));
            _cache.AddOrUpdate(new Item(3, 3));
            Assert.Empty(seen.Values);
        });
        Assert.Equal(["Add 1:1", "Add 2:2", "Add 3:3"], Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void The_same_reference_again_is_an_update()
    {
        var item = new Item(1, 1);
        using var seen = _cache.Connect().Record();
        _cache.AddOrUpdate(item);
        _cache.AddOrUpdate(item);
        Assert.Equal(1, seen.Last.Updates);
    }

    [Fact]
    public void A_comparer_leaves_equal_items_alone()
    {
        var byValue = EqualityComparer<Item>.Create((a, b) => a!.Value == b!.Value);
        _cache.AddOrUpdate(Item.Range(2));
        using var seen = _cache.Connect().Record();
        _cache.AddOrUpdate([new Item(1, 1), new Item(2, 9), new Item(3, 3)], byValue);
        _cache.AddOrUpdate(new Item(1, 1), byValue);
        Assert.Equal(["Update 2:9 was 2:2", "Add 3:3"], seen.Values.Skip(1).SelectMany(changes => changes.Short()));
    }

    [Fact]
    public void Loading_removes_everything_and_adds_anew_in_one_set()
    {
        _cache.AddOrUpdate(Item.Range(2));
        using var seen = _cache.Connect().Record();
        _cache.Edit(updater => updater.Load([new Item(2, 5), new Item(3, 3)]));
        Assert.Equal(["Remove 1:1", "Remove 2:2", "Add 2:5", "Add 3:3"], seen.Last.Short());
    }

    [Fact]
    public void Removing_ignores_what_is_absent()
    {
        _cache.AddOrUpdate(Item.Range(4));
        using var seen = _cache.Connect().Record();
        _cache.Remove([1, 9]);
        _cache.Remove([new Item(2, 0)]);
        _cache.RemoveKeys([3, 3]);
        _cache.RemoveKey(8);
        _cache.Remove(new Item(4, 0));
        Assert.Equal(
            ["Remove 1:1", "Remove 2:2", "Remove 3:3", "Remove 4:4"],
            seen.Values.Skip(1).SelectMany(changes => changes.Short())
        );
    }

    [Fact]
    public void Clearing_removes_each_item_in_one_set_and_an_empty_cache_is_silent()
    {
        using var seen = _cache.Connect().Record();
        _cache.Clear();
        _cache.AddOrUpdate(Item.Range(3));
        _cache.Clear();
        Assert.Equal(2, seen.Values.Count);
        Assert.Equal(3, seen.Last.Removes);
    }

    [Fact]
    public void Refreshing_names_the_items_that_are_there()
    {
        _cache.AddOrUpdate(Item.Range(3));
        using var seen = _cache.Connect().Record();
        _cache.Refresh(new Item(2, 0));
        _cache.Refresh([new Item(3, 0), new Item(7, 0)]);
        _cache.Refresh();
        Assert.Equal(
            ["Refresh 2:2", "Refresh 3:3", "Refresh 1:1", "Refresh 2:2", "Refresh 3:3"],
            seen.Values.Skip(1).SelectMany(changes => changes.Short())
        );
        Assert.False(seen.Last.First().Previous.HasValue);
    }

    [Fact]
    public void Items_keys_and_key_values_are_snapshots()
    {
        _cache.AddOrUpdate(Item.Range(2));
        var (items, keys, pairs) = (_cache.Items, _cache.Keys, _cache.KeyValues);
        _cache.Clear();
        Assert.Equal(2, items.Count);
        Assert.Equal([1, 2], keys);
        Assert.Equal(2, pairs.Count);
    }

    [Fact]
    public void A_lookup_of_an_absent_key_has_no_value()
    {
        var absent = _cache.Lookup(1);
        Assert.False(absent.HasValue);
        Assert.Throws<InvalidOperationException>(() => absent.Value);
    }

    [Fact]
    public void A_disposed_cache_can_still_be_changed_silently()
    {
        using var seen = _cache.Connect().Record();
        _cache.Dispose();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Equal(1, _cache.Count);
        Assert.Empty(seen.Values);
    }

    [Fact]
    public void An_intermediate_cache_is_keyed_by_whoever_edits()
    {
        using var cache = new IntermediateCache<string, int>();
        using var seen = cache.Connect().Record();
        cache.AddOrUpdate("one", 1);
        cache.Edit(updater => updater.AddOrUpdate("uno", 1));
        cache.Remove(1);
        Assert.Equal(
            ["Add one", "Update uno was one", "Remove uno"],
            seen.Values.SelectMany(changes => changes.Short())
        );
        cache.Edit(updater => Assert.Throws<KeySelectorException>(() => updater.GetKey("one")));
    }

    [Fact]
    public void Editing_the_difference_removes_adds_and_updates_in_one_set()
    {
        _cache.AddOrUpdate(Item.Range(3));
        using var seen = _cache.Connect().Record();
        _cache.EditDiff([new Item(2, 2), new Item(3, 9), new Item(4, 4)], (a, b) => a.Value == b.Value);
        Assert.Equal(["Add 4:4", "Remove 1:1", "Update 3:9 was 3:3"], seen.Last.Short().Order());
        Assert.Equal(ChangeReason.Remove, seen.Last.First().Reason);
        _cache.EditDiff([new Item(2, 2), new Item(3, 9), new Item(4, 4)], (a, b) => a.Value == b.Value);
        Assert.Equal(2, seen.Values.Count);
    }

    [Fact]
    public void A_stream_of_collections_becomes_the_changes_between_them()
    {
        var byValue = EqualityComparer<Item>.Create((a, b) => a!.Value == b!.Value);
        var source = new[] { Item.Range(2), [new Item(2, 7)], [new Item(2, 7)], [] }
            .ToObservable()
            .Select(items => items.AsEnumerable());
        using var seen = source.EditDiff(item => item.Key, byValue).Record();
        Assert.Equal(
            ["Add 1:1", "Add 2:2", "Remove 1:1", "Update 2:7 was 2:2", "Remove 2:7"],
            seen.Values.SelectMany(changes => changes.Short().Order())
        );
        Assert.Equal(3, seen.Values.Count);
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void A_stream_of_optional_values_becomes_their_changes()
    {
        Optional<Item>[] values =
        [
            new Item(1, 1),
            new Item(1, 2),
            new Item(2, 2),
            Optional.None<Item>(),
            Optional.None<Item>(),
        ];
        using var seen = values.ToObservable().EditDiff(item => item.Key).Record();
        Assert.Equal(4, seen.Values.Count);
        Assert.Equal((1, 1), (seen.Values[2].Adds, seen.Values[2].Removes));
        Assert.Empty(seen.Values.Replay());
    }
}
