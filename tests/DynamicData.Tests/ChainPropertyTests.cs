using System.Reactive.Linq;
using System.Reactive.Subjects;
using DynamicData.Kernel;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DynamicData.Tests;

/// <summary>
/// Whatever is done to a cache, a subscriber behind any chain of operators that replays what it is sent ends with just what
/// a plain query over the cache gives. A failure prints its seed.
/// </summary>
public sealed class ChainPropertyTests
{
    /// <summary>One step of an edit: what it does to which key, with which value.</summary>
    public readonly record struct Step(int Kind, int Key, int Value);

    /// <summary>An operator of a chain, and what it does to a plain sequence.</summary>
    private sealed record Link(
        Func<IObservable<IChangeSet<Item, int>>, IObservable<IChangeSet<Item, int>>> Operator,
        Func<IEnumerable<Item>, IEnumerable<Item>> Query
    );

    private static readonly Link[] Links =
    [
        new(source => source.Filter(item => item.Value % 3 != 0), items => items.Where(item => item.Value % 3 != 0)),
        new(source => source.Filter(Observable.Return(IsSmall)), items => items.Where(IsSmall)),
        new(
            source => source.Filter(Observable.Return(5), (n, item) => item.Value != n),
            items => items.Where(item => item.Value != 5)
        ),
        new(source => source.Transform(Double, transformOnRefresh: true), items => items.Select(Double)),
        new(source => source.Transform(Same, Observable.Never<Func<Item, bool>>()), items => items),
        new(source => source.NotEmpty().DeferUntilLoaded().StartWithEmpty(), items => items),
        new(
            source => source.SubscribeMany(_ => System.Reactive.Disposables.Disposable.Empty).OnItemRemoved(_ => { }),
            items => items
        ),
        new(source => source.DisposeMany().ForEachChange(_ => { }), items => items),
        new(source => source.ExpireAfter(_ => null, new Microsoft.Reactive.Testing.TestScheduler()), items => items),
        new(source => source.AsObservableCache().Connect(), items => items),
        new(
            source => source.AsObservableCache().Connect(item => item.Value % 2 == 0),
            items => items.Where(item => item.Value % 2 == 0)
        ),
    ];

    private static Func<Item, bool> IsSmall => item => item.Value < 12;

    private static Arbitrary<List<List<Step>>> Edits { get; } =
        (
            from kind in Gen.Choose(0, 9)
            from key in Gen.Choose(1, 6)
            from value in Gen.Choose(0, 20)
            select new Step(kind, key, value)
        )
            .ListOf()
            .ListOf()
            .ToArbitrary();

    private static Arbitrary<List<int>> Chains { get; } = Gen.Choose(0, Links.Length - 1).ListOf(3).ToArbitrary();

    [Property]
    public Property Any_edits_through_any_chain_end_as_a_plain_query() =>
        Prop.ForAll(Edits, Chains, (edits, chain) => EndsAsQuery(edits, chain, connectAfter: 0));

    [Property]
    public Property A_late_subscriber_ends_as_an_early_one() =>
        Prop.ForAll(Edits, Chains, (edits, chain) => EndsAsQuery(edits, chain, connectAfter: edits.Count / 2));

    [Property]
    public Property A_subscriber_through_suspensions_ends_as_a_plain_query() =>
        Prop.ForAll(Edits, Chains, EndsAsQueryThroughSuspension);

    [Property]
    public Property A_changing_filter_ends_as_its_last_predicate() =>
        Prop.ForAll(Edits, Gen.Choose(1, 5).ListOf().ToArbitrary(), EndsAsLastPredicate);

    [Property]
    public Property The_difference_to_any_collection_makes_the_cache_that_collection() =>
        Prop.ForAll(Edits, Edits, MakesTheCollection);

    [Property]
    public Property Watchers_see_just_the_changes_of_their_keys() => Prop.ForAll(Edits, WatchersSeeTheirKeys);

    private static void EndsAsQuery(List<List<Step>> edits, List<int> chain, int connectAfter)
    {
        using var cache = Item.Cache();
        Perform(cache, edits.Take(connectAfter));
        using var seen = Through(cache, chain);
        Perform(cache, edits.Skip(connectAfter));
        AssertSame(Query(cache, chain), seen);
        cache.Dispose();
        // Those that wait for a second stream, or (in the original) for a first item, may go on.
        Assert.True(seen.IsCompleted || chain.Exists(link => link is 1 or 2 or 4 or 5));
    }

    private static void EndsAsQueryThroughSuspension(List<List<Step>> edits, List<int> chain)
    {
        using var cache = Item.Cache();
        using var early = Through(cache, chain);
        using (cache.SuspendNotifications())
        {
            Perform(cache, edits.Take(edits.Count / 2));
            using var late = Through(cache, chain);
            Assert.DoesNotContain(late.Values, changes => changes.Count > 0);
            Perform(cache, edits.Skip(edits.Count / 2));
        }

        AssertSame(Query(cache, chain), early);
    }

    private static void EndsAsLastPredicate(List<List<Step>> edits, List<int> divisors)
    {
        using var cache = Item.Cache();
        using var predicates = new Subject<Func<Item, bool>>();
        using var seen = cache.Connect().Filter(predicates).Record();
        for (var i = 0; i < Math.Max(edits.Count, divisors.Count); i++)
        {
            Perform(cache, edits.Skip(i).Take(1));
            if (i < divisors.Count)
            {
                predicates.OnNext(Divisible(divisors[i]));
            }
        }

        AssertSame(divisors.Count == 0 ? [] : cache.Items.Where(Divisible(divisors[^1])), seen);
    }

    private static void MakesTheCollection(List<List<Step>> before, List<List<Step>> after)
    {
        using var cache = Item.Cache();
        Perform(cache, before);
        using var other = Item.Cache();
        Perform(other, after);
        using var seen = cache.Connect().Record();
        cache.EditDiff(other.Items, (a, b) => a.Value == b.Value);
        Assert.Equal(Pairs(other.Items), Pairs(cache.Items));
        AssertSame(cache.Items, seen);
        Assert.True(seen.Values.Count <= 2);
    }

    private static void WatchersSeeTheirKeys(List<List<Step>> edits)
    {
        using var cache = Item.Cache();
        using var all = cache.Connect().Record();
        var watchers = Enumerable.Range(1, 6).Select(key => (Key: key, Seen: cache.Watch(key).Record())).ToArray();
        Perform(cache, edits);
        foreach (var (key, seen) in watchers)
        {
            Assert.Equal(all.Values.SelectMany(changes => changes).Where(change => change.Key == key), seen.Values);
            seen.Dispose();
        }
    }

    private static Recorder<IChangeSet<Item, int>> Through(SourceCache<Item, int> cache, List<int> chain) =>
        chain.Aggregate(cache.Connect(), (source, link) => Links[link].Operator(source)).Record();

    private static IEnumerable<Item> Query(SourceCache<Item, int> cache, List<int> chain) =>
        chain.Aggregate(cache.Items.AsEnumerable(), (items, link) => Links[link].Query(items));

    private static void AssertSame(IEnumerable<Item> expected, Recorder<IChangeSet<Item, int>> seen)
    {
        Assert.Null(seen.Error);
        Assert.Equal(Pairs(expected), Pairs(seen.Values.Replay().Values));
    }

    private static IEnumerable<(int, int)> Pairs(IEnumerable<Item> items) =>
        items.Select(item => (item.Key, item.Value)).Order();

    private static void Perform(SourceCache<Item, int> cache, IEnumerable<List<Step>> edits)
    {
        foreach (var edit in edits)
        {
            cache.Edit(updater => edit.ForEach(step => Perform(updater, step)));
        }
    }

    private static void Perform(ISourceUpdater<Item, int> updater, Step step)
    {
        switch (step.Kind)
        {
            case < 5:
                updater.AddOrUpdate(new Item(step.Key, step.Value));
                break;
            case < 7:
                updater.Remove(step.Key);
                break;
            case 7:
                updater.Lookup(step.Key).IfHasValue(item => item.Value = step.Value);
                updater.Refresh(step.Key);
                break;
            case 8:
                updater.Refresh();
                break;
            default:
                updater.Clear();
                break;
        }
    }

    private static Item Double(Item item) => new(item.Key, item.Value * 2);

    private static Item Same(Item item) => item;

    private static Func<Item, bool> Divisible(int divisor) => item => item.Value % divisor == 0;
}
