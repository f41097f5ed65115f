using System.Globalization;
using DynamicData;
using DynamicData.Aggregation;
using DynamicData.Binding;
using Item = Forum.Benchmarks.Caches.CacheCases.Item;

namespace Forum.Benchmarks.Caches;

/// <summary>What a change costs behind an operator, beside the same change of a cache with a plain subscriber.</summary>
internal static class OperatorTable
{
    private const int Live = 10_000;
    private const int Kinds = 100; // groups, distinct values

    private static readonly Item[] Old = Make();
    private static readonly Item[] New = Make();

    // An order that has nothing to do with the keys.
    private static readonly Comparer<Item> Order = Comparer<Item>.Create(
        static (a, b) => Scattered(a).CompareTo(Scattered(b))
    );

    private static readonly (string Name, Func<IObservable<IChangeSet<Item, int>>, IDisposable> Subscribe)[] Rows =
    [
        ("a plain subscriber", source => source.Subscribe(_ => { })),
        ("`Count`", source => source.Count().Subscribe(_ => { })),
        ("`Sum`", source => source.Sum(item => item.Key).Subscribe(_ => { })),
        ("`Avg`", source => source.Avg(item => item.Key).Subscribe(_ => { })),
        ("`Maximum`", source => source.Maximum(item => item.Key).Subscribe(_ => { })),
        ("`DistinctValues`, 100", source => source.DistinctValues(Kind).Subscribe(_ => { })),
        ("`Sort`", source => source.Sort(Order).Subscribe(_ => { })),
        ("`Sort`, `Top(10)`", source => source.Sort(Order).Top(10).Subscribe(_ => { })),
        ("`Sort`, `Bind`", source => source.Sort(Order).Bind(out var _).Subscribe(_ => { })),
        ("`SortAndBind`", source => source.SortAndBind(out var _, Order).Subscribe(_ => { })),
        ("`Group`, 100", source => source.Group(Kind).Subscribe(_ => { })),
        ("`GroupWithImmutableState`, 100", source => source.GroupWithImmutableState(Kind).Subscribe(_ => { })),
        (
            "`LeftJoin` with itself",
            source => source.LeftJoin(source, item => item.Key, (a, _) => a).Subscribe(_ => { })
        ),
        (
            "`InnerJoin` with itself",
            source => source.InnerJoin(source, item => item.Key, (a, _) => a).Subscribe(_ => { })
        ),
        ("`Or` with itself", source => source.Or(source).Subscribe(_ => { })),
        (
            "`TransformMany`, two each",
            source =>
                source.TransformMany(item => new[] { 2 * item.Key, (2 * item.Key) + 1 }, key => key).Subscribe(_ => { })
        ),
        ("`LimitSizeTo`", source => source.LimitSizeTo(Live).Subscribe(_ => { })),
    ];

    public static void Print(TextWriter output)
    {
        output.WriteLine("| behind | ns an add | bytes | ns an update | bytes |");
        output.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var (name, subscribe) in Rows)
        {
            var adds = Cost.Of(Live, () => Adds(subscribe));
            var updates = Cost.Of(Live, () => Updates(subscribe));
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {adds.Nanoseconds:N0} | {adds.Bytes:N0} | {updates.Nanoseconds:N0} | {updates.Bytes:N0} |"
                )
            );
        }
    }

    private static Action Adds(Func<IObservable<IChangeSet<Item, int>>, IDisposable> subscribe)
    {
        var cache = new SourceCache<Item, int>(item => item.Key);
        subscribe(cache.Connect());
        return () => Array.ForEach(Old, cache.AddOrUpdate);
    }

    private static Action Updates(Func<IObservable<IChangeSet<Item, int>>, IDisposable> subscribe)
    {
        var cache = new SourceCache<Item, int>(item => item.Key);
        cache.AddOrUpdate(Old);
        subscribe(cache.Connect());
        return () => Array.ForEach(New, cache.AddOrUpdate);
    }

    private static int Kind(Item item) => item.Key % Kinds;

    private static int Scattered(Item item) => item.Key * 7919 % Live;

    private static Item[] Make() => [.. Enumerable.Range(0, Live).Select(key => new Item(key))];
}
