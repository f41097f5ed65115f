using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Globalization;
using System.Reactive;
using System.Reactive.Linq;
using DynamicData.Aggregation;
using DynamicData.Binding;
using DynamicData.Kernel;

namespace DynamicData.Tests.Operators;

/// <summary>All operators that have a model.</summary>
public static class OperatorCases
{
    private const int FewForReset = 3;

    /// <summary>By value, and those with the same value by key: no two are equal.</summary>
    private static readonly SortExpressionComparer<Item> ByValue = SortExpressionComparer<Item>
        .Descending(item => item.Value)
        .ThenByAscending(item => item.Key);

    public static IReadOnlyDictionary<string, OperatorCase> All { get; } =
        new Dictionary<string, OperatorCase>
        {
            // Aggregation
            ["Count"] = Number(source => source.Count(), items => items.Length),
            ["Count, ForAggregation"] = Number(source => source.ForAggregation().Count(), items => items.Length),
            ["Sum of int"] = Number(source => source.Sum(item => item.Value), items => items.Sum(item => item.Value)),
            ["Sum of long?"] = Number(
                source => source.Sum(item => OrNull(item)),
                items => items.Sum(item => OrNull(item) ?? 0)
            ),
            ["Sum, ForAggregation"] = Number(
                source => source.ForAggregation().Sum(item => (decimal)item.Value),
                items => items.Sum(item => (decimal)item.Value)
            ),
            ["Avg of int"] = Number(
                source => source.Avg(item => item.Value, -1),
                items => items.Length == 0 ? -1 : items.Average(item => item.Value)
            ),
            ["Avg of decimal"] = Number(
                source => source.Avg(item => (decimal)item.Value, -1m),
                items => items.Length == 0 ? -1 : items.Average(item => (decimal)item.Value)
            ),
            ["Maximum"] = Number(
                source => source.Maximum(item => item.Value, -1),
                items => items.Select(item => item.Value).Append(-1).Max()
            ),
            ["Minimum"] = Number(
                source => source.Minimum(item => item.Value, 99),
                items => items.Select(item => item.Value).Append(99).Min()
            ),
            ["IsEmpty"] = One(
                source => source.IsEmpty().Select(isEmpty => $"{isEmpty}"),
                items => $"{items.Length == 0}",
                false
            ),
            ["IsNotEmpty"] = One(
                source => source.IsNotEmpty().Select(isAny => $"{isAny}"),
                items => $"{items.Length > 0}",
                false
            ),
            // Collections
            ["ToCollection"] = One(
                source => source.ToCollection().Select(items => items.SortedText()),
                items => items.SortedText()
            ),
            ["ToSortedCollection by comparer"] = One(
                source => source.ToSortedCollection(ByValue).Select(items => items.Text()),
                items => items.Order(ByValue).Text()
            ),
            ["ToSortedCollection by key"] = One(
                source => source.ToSortedCollection(item => item.Key, SortDirection.Descending).Select(Shown.Text),
                items => items.OrderByDescending(item => item.Key).Text()
            ),
            ["DistinctValues"] = One(
                source => source.DistinctValues(item => item.Value % 5).Content(),
                items => items.Select(item => item.Value % 5).Distinct().SortedText()
            ),
            ["DistinctValues, Count"] = Number(
                source => source.DistinctValues(item => item.Value % 5).Count(),
                items => items.Select(item => item.Value % 5).Distinct().Count()
            ),
            // Order
            ["Sort"] = One(source => source.Sort(ByValue).InOrder(), Ordered),
            ["Sort, resetting"] = One(
                source => source.Sort(ByValue, SortOptimisations.None, FewForReset).InOrder(),
                Ordered
            ),
            ["Sort by comparers"] = One(source => source.Sort(Observable.Return(ByValue)).InOrder(), Ordered),
            ["Sort, sorting again"] = One(source => source.Sort(ByValue, Observable.Empty<Unit>()).InOrder(), Ordered),
            ["Top of sorted"] = One(source => source.Sort(ByValue).Top(3).InOrder(), items => First(items, 3)),
            ["Top"] = One(
                source => source.Top(ByValue, 3).Content(),
                items => items.Order(ByValue).Take(3).SortedText()
            ),
            ["Top, bound"] = One(
                source => source.Top(ByValue, 3).Bind(out var bound).Select(_ => bound.Text()),
                items => First(items, 3)
            ),
            ["Page"] = One(
                source => source.Sort(ByValue).Page(Observable.Return<IPageRequest>(new PageRequest(1, 2))).InOrder(),
                items => First(items, 2)
            ),
            ["Page, the last"] = One(
                source => source.Sort(ByValue).Page(Observable.Return<IPageRequest>(new PageRequest(99, 2))).InOrder(),
                items => items.Order(ByValue).Chunk(2).LastOrDefault([]).Text()
            ),
            ["Virtualise"] = One(
                source =>
                    source
                        .Sort(ByValue)
                        .Virtualise(Observable.Return<IVirtualRequest>(new VirtualRequest(1, 3)))
                        .InOrder(),
                items => items.Order(ByValue).Skip(1).Take(3).Text()
            ),
            // Binding
            ["Bind"] = One(
                source => source.Bind(out var bound, 3).Select(_ => bound.SortedText()),
                items => items.SortedText()
            ),
            ["Bind to a binding list"] = One(
                source => Bound(new BindingList<Item>(), (list, _) => source.Bind(list, 2), Shown.SortedText),
                items => items.SortedText()
            ),
            ["Bind of sorted"] = One(
                source => source.Sort(ByValue).Bind(out var bound, 3).Select(_ => bound.Text()),
                Ordered
            ),
            ["Bind of sorted to a binding list"] = One(
                source => Bound(new BindingList<Item>(), (list, _) => source.Sort(ByValue).Bind(list, 2), Shown.Text),
                Ordered
            ),
            ["Bind of sorted, never resetting"] = One(
                source =>
                    Bound(
                        new ObservableCollectionExtended<Item>(),
                        (list, _) => source.Sort(ByValue).Bind(list, BindingOptions.NeverFireReset(false)),
                        Shown.Text
                    ),
                Ordered
            ),
            ["SortAndBind"] = One(
                source => source.SortAndBind(out var bound, ByValue).Select(_ => bound.Text()),
                Ordered
            ),
            ["SortAndBind to a list"] = One(
                source =>
                    Bound(
                        new List<Item>(),
                        (list, _) =>
                            source.SortAndBind(
                                list,
                                ByValue,
                                new()
                                {
                                    ResetOnFirstTimeLoad = false,
                                    ResetThreshold = 0,
                                    UseReplaceForUpdates = false,
                                }
                            ),
                        Shown.Text
                    ),
                Ordered
            ),
            ["SortAndBind by comparers"] = One(
                source =>
                    Bound(
                        new ObservableCollection<Item>(),
                        (list, _) => source.SortAndBind(list, Observable.Return<IComparer<Item>>(ByValue)),
                        Shown.Text
                    ),
                Ordered
            ),
            // Groups
            ["Group"] = One(
                source =>
                    source
                        .Group(item => item.Value % 3)
                        .MergeManyChangeSets(group => group.Cache.Connect().Transform(item => (group.Key, item)))
                        .Content(),
                items => items.Select(item => (item.Value % 3, item)).SortedText()
            ),
            ["Group, by a selector that comes"] = One(
                source =>
                    source
                        .Group(Observable.Return<Func<Item, int>>(item => item.Value % 3), Observable.Never<Unit>())
                        .Transform(group => group.Key)
                        .Content(),
                items => items.Select(item => item.Value % 3).Distinct().SortedText()
            ),
            ["Group, into given groups"] = One(
                source =>
                    source
                        .Group(item => item.Value % 3, source.DistinctValues(item => item.Value % 3))
                        .Transform(group => group.Key)
                        .Content(),
                items => items.Select(item => item.Value % 3).Distinct().SortedText()
            ),
            ["GroupWithImmutableState"] = One(
                source =>
                    source
                        .GroupWithImmutableState(item => item.Value % 3)
                        .Transform(group => $"{group.Key}={group.Items.SortedText()}")
                        .Content(),
                items =>
                    items
                        .GroupBy(item => item.Value % 3)
                        .Select(group => $"{group.Key}={group.SortedText()}")
                        .SortedText()
            ),
            // Joins
            ["LeftJoin"] = new(
                (left, right) => left.LeftJoin(right, item => item.Key, (a, b) => new Joined(a, b)).Content(),
                (left, right) => left.Select(a => new Joined(a, right.FirstOrDefault(b => b.Key == a.Key))).SortedText()
            ),
            ["InnerJoin"] = new(
                (left, right) => left.InnerJoin(right, LeftKeyOf, (a, b) => new Joined(a, b)).Content(),
                (left, right) =>
                    left.SelectMany(a => right.Where(b => LeftKeyOf(b) == a.Key).Select(b => new Joined(a, b)))
                        .SortedText()
            ),
            ["LeftJoinMany"] = new(
                (left, right) =>
                    left.LeftJoinMany(right, LeftKeyOf, (a, b) => $"{a.Key}<{b.Items.SortedText()}>").Content(),
                (left, right) =>
                    left.Select(a => $"{a.Key}<{right.Where(b => LeftKeyOf(b) == a.Key).SortedText()}>").SortedText()
            ),
            ["InnerJoinMany"] = new(
                (left, right) =>
                    left.InnerJoinMany(right, LeftKeyOf, (a, b) => $"{a.Key}<{b.Items.SortedText()}>").Content(),
                (left, right) =>
                    left.Where(a => right.Any(b => LeftKeyOf(b) == a.Key))
                        .Select(a => $"{a.Key}<{right.Where(b => LeftKeyOf(b) == a.Key).SortedText()}>")
                        .SortedText()
            ),
            // Combinations
            ["And"] = Keys((left, right) => left.And(right), (a, b) => a && b),
            ["Or"] = Keys((left, right) => left.Or(right), (a, b) => a || b),
            ["Xor"] = Keys((left, right) => left.Xor(right), (a, b) => a != b),
            ["Except"] = Keys((left, right) => left.Except(right), (a, b) => a && !b),
            ["Or of a collection"] = Keys((left, right) => new[] { left, right }.Or(), (a, b) => a || b),
            ["RefCount"] = One(source => source.RefCount().Content(), items => items.SortedText()),
            ["Switch"] = One(source => Observable.Return(source).Switch().Content(), items => items.SortedText()),
            ["MergeManyChangeSets"] = One(
                source =>
                    source
                        .MergeManyChangeSets(item => Children(item), Comparer<string>.Create(string.CompareOrdinal))
                        .Content(),
                items =>
                    items
                        .GroupBy(item => item.Value % 4)
                        .Select(group => group.Select(ChildOf).Min(StringComparer.Ordinal))
                        .SortedText(),
                seesChangesInPlace: false
            ),
            ["TransformMany"] = One(
                source =>
                    source
                        .TransformMany(
                            item => Enumerable.Range(0, item.Value % 4).Select(i => (item.Key, i)),
                            child => (child.Key * 10) + child.i
                        )
                        .Content(),
                items =>
                    items
                        .SelectMany(item => Enumerable.Range(0, item.Value % 4).Select(i => (item.Key, i)))
                        .SortedText(),
                seesChangesInPlace: false
            ),
            ["LimitSizeTo, of more than there are"] = One(
                source => source.LimitSizeTo(100).Content(),
                items => items.SortedText()
            ),
        };

    private static OperatorCase Number<T>(
        Func<IObservable<IChangeSet<Item, int>>, IObservable<T>> run,
        Func<Item[], T> model
    )
        where T : IFormattable =>
        One(source => run(source).Select(Format), items => Format(model(items)), seesChangesInPlace: false);

    private static string Format<T>(T number)
        where T : IFormattable => number.ToString("0.#####", CultureInfo.InvariantCulture);

    private static OperatorCase One(
        Func<IObservable<IChangeSet<Item, int>>, IObservable<string>> run,
        Func<Item[], string> model,
        bool seesChangesInPlace = true
    ) => new((source, _) => run(source), (items, _) => model(items), seesChangesInPlace);

    private static OperatorCase Keys(
        Func<
            IObservable<IChangeSet<Item, int>>,
            IObservable<IChangeSet<Item, int>>,
            IObservable<IChangeSet<Item, int>>
        > run,
        Func<bool, bool, bool> isIn
    ) =>
        new(
            (left, right) => run(left, right).Transform(item => item.Key).Content(),
            (left, right) =>
                Enumerable
                    .Range(0, 100)
                    .Where(key => isIn(Array.Exists(left, a => a.Key == key), Array.Exists(right, b => b.Key == key)))
                    .SortedText()
        );

    private static IObservable<string> Bound<TList, TAny>(
        TList list,
        Func<TList, int, IObservable<TAny>> bind,
        Func<TList, string> text
    ) => bind(list, 0).Select(_ => text(list));

    private static string Ordered(Item[] items) => items.Order(ByValue).Text();

    private static string First(Item[] items, int count) => items.Order(ByValue).Take(count).Text();

    private static long? OrNull(Item item) => item.Value % 2 == 0 ? item.Value : null;

    private static int LeftKeyOf(Item right) => right.Value % 7;

    private static string ChildOf(Item item) => $"{item.Value:00}.{item.Key}";

    private static IObservable<IChangeSet<string, int>> Children(Item item) =>
        Observable.Return(new ChangeSet<string, int> { new(ChangeReason.Add, item.Value % 4, ChildOf(item)) });

    private sealed record Joined(Item Left, Item? Right)
    {
        public Joined(Item left, Optional<Item> right)
            : this(left, right.HasValue ? right.Value : null) { }
    }
}
