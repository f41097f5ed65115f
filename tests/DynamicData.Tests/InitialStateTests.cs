using System.Reactive.Linq;

namespace DynamicData.Tests;

/// <summary>What an observer throws while it gets the initial state reaches whoever subscribes, through any operator.</summary>
public sealed class InitialStateTests
{
    private readonly SourceCache<Item, int> _cache = Item.Cache();

    public InitialStateTests() => _cache.AddOrUpdate(new Item(1, 1));

    public static TheoryData<string> Operators => [.. Streams(Item.Cache()).Keys];

    [Theory]
    [MemberData(nameof(Operators))]
    public void What_an_observer_throws_reaches_who_subscribes(string name) =>
        Assert.Throws<FormatException>(() =>
            Streams(_cache)[name].Subscribe(_ => throw new FormatException(), _ => { })
        );

    private static Dictionary<string, IObservable<object>> Streams(SourceCache<Item, int> cache) =>
        new()
        {
            ["Connect"] = cache.Connect(),
            ["Select"] = cache.Connect().Select(changes => changes),
            ["Where"] = cache.Connect().Where(_ => true),
            ["Do"] = cache.Connect().Do(_ => { }),
            ["Merge"] = cache.Connect().Merge(cache.Connect()),
            ["WatchValue"] = cache.WatchValue(1),
            ["ToCollection"] = cache.Connect().ToCollection(),
            ["QueryWhenChanged"] = cache.Connect().QueryWhenChanged(query => query.Items),
            ["MergeMany"] = cache.Connect().MergeMany(item => Observable.Return(item)),
            ["OnItemAdded"] = cache.Connect().OnItemAdded(_ => { }),
            ["NotEmpty"] = cache.Connect().NotEmpty(),
            ["CountChanged"] = cache.CountChanged.Select(count => (object)count),
            ["Filter"] = cache.Connect().Filter(_ => true).Select(changes => changes),
            ["Transform"] = cache.Connect().Transform(item => item).Select(changes => changes),
        };
}
