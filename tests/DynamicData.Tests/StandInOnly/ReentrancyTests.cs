using System.Reactive.Linq;

namespace DynamicData.Tests.StandInOnly;

/// <summary>
/// Subscribers that edit or connect while they are told. (The originals up to 9.4 deliver under the lock, and so what a subscriber
/// changes before the set that it answers has reached the others; there the second test never ends.)
/// </summary>
public sealed class ReentrancyTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void An_edit_made_by_a_subscriber_is_delivered_to_all_after_the_set_that_it_answers()
    {
        using var first = _cache
            .Connect()
            .Where(changes => changes.Count == 1)
            .Do(changes => AnswerOnce(changes.First()))
            .Record();
        using var second = _cache.Connect().Record();
        _cache.AddOrUpdate(new Item(1, 1));
        Assert.Equal(["Add 1:1", "Add 2:2"], first.Values.SelectMany(changes => changes.Short()));
        Assert.Equal(["Add 1:1", "Add 2:2"], second.Values.SelectMany(changes => changes.Short()));
    }

    [Fact]
    public void Who_connects_while_a_set_is_delivered_sees_each_change_once()
    {
        Recorder<IChangeSet<Item, int>>? late = null;
        using var early = _cache
            .Connect()
            .Subscribe(_ =>
            {
                if (late is not null)
                {
                    return;
                }

                _cache.AddOrUpdate(new Item(2, 2));
                late = _cache.Connect().Record();
                Assert.Equal(2, late.Values.Replay().Count);
            });
        _cache.AddOrUpdate(new Item(1, 1));
        _cache.AddOrUpdate(new Item(3, 3));
        Assert.Equal([1, 2, 3], late!.Values.Replay().Keys.Order());
        late.Dispose();
    }

    private void AnswerOnce(Change<Item, int> change)
    {
        if (change.Key == 1)
        {
            _cache.AddOrUpdate(new Item(2, 2));
        }
    }
}
