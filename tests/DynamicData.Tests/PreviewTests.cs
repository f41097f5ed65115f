using System.Reactive.Linq;

namespace DynamicData.Tests;

public sealed class PreviewTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void Changes_are_shown_before_they_are_applied()
    {
        _cache.AddOrUpdate(new Item(1, 1));
        var counts = new List<int>();
        using var _ = _cache.Preview().Subscribe(_ => counts.Add(_cache.Count));
        _cache.AddOrUpdate(new Item(2, 2));
        _cache.Clear();
        Assert.Equal([1, 2], counts);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void There_is_nothing_to_preview_at_first()
    {
        _cache.AddOrUpdate(new Item(1, 1));
        using var seen = _cache.Preview().Record();
        Assert.Empty(seen.Values);
    }

    [Fact]
    public void The_cache_must_not_be_edited_from_a_preview()
    {
        Exception? thrown = null;
        using var _ = _cache
            .Preview()
            .Subscribe(_ => thrown = Record.Exception(() => _cache.AddOrUpdate(new Item(2, 2))));
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.IsType<InvalidOperationException>(thrown);
        Assert.Equal([1], _cache.Keys);
    }

    [Fact]
    public void Preview_and_connect_send_the_same_sets()
    {
        using var previewed = _cache.Preview().Record();
        using var connected = _cache.Connect().Record();
        _cache.Edit(updater =>
        {
            _cache.AddOrUpdate(new Item(1, 1));
            updater.Remove(1);
            updater.AddOrUpdate(Item.Range(3));
        });
        _cache.Remove(2);
        Assert.Equal(connected.Values, previewed.Values);
        Assert.Equal([1, 3], connected.Values.Replay().Keys.Order());
    }

    [Fact]
    public void A_preview_has_its_own_predicate()
    {
        using var seen = _cache.Preview(item => item.Value % 2 == 0).Record();
        _cache.AddOrUpdate(Item.Range(4));
        Assert.Equal(["Add 2:2", "Add 4:4"], Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void Suspension_does_not_hold_previews_back()
    {
        using var seen = _cache.Preview().Record();
        using var _ = _cache.SuspendNotifications();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Single(seen.Values);
    }

    [Fact]
    public void Without_preview_subscribers_all_is_as_before()
    {
        _cache.Preview().Subscribe().Dispose();
        _cache.AddOrUpdate(new Item(1, 1));
        using (_cache.Preview().Subscribe())
        {
            _cache.AddOrUpdate(new Item(2, 2));
        }

        _cache.Remove(1);
        Assert.Equal([2], _cache.Keys);
    }

    [Fact]
    public void Previews_end_with_the_cache()
    {
        using var before = _cache.Preview().Record();
        _cache.Dispose();
        using var after = _cache.Preview().Record();
        Assert.True(before.IsCompleted && after.IsCompleted);
    }
}
