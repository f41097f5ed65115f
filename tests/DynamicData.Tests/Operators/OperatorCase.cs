using System.Reactive.Linq;

namespace DynamicData.Tests.Operators;

/// <summary>An operator, as text of what a subscriber has after each notification, and the obvious model of it.</summary>
/// <param name="Run">The operator on a source, and on a second one where it needs two.</param>
/// <param name="Model">What a subscriber has in the end, of what the two sources have.</param>
/// <param name="SeesChangesInPlace">Whether a refresh tells it of an item that was changed in place.</param>
public sealed record OperatorCase(
    Func<IObservable<IChangeSet<Item, int>>, IObservable<IChangeSet<Item, int>>, IObservable<string>> Run,
    Func<Item[], Item[], string> Model,
    bool SeesChangesInPlace = true
);

/// <summary>What subscribers have, as text.</summary>
internal static class Shown
{
    public static string Text<T>(this IEnumerable<T> items) => string.Join(' ', items);

    public static string SortedText<T>(this IEnumerable<T> items) =>
        string.Join(' ', items.Select(item => item!.ToString()).Order(StringComparer.Ordinal));

    /// <summary>What one has who makes the changes in a dictionary; an error if one cannot be made.</summary>
    public static IObservable<string> Content<T, TKey>(this IObservable<IChangeSet<T, TKey>> source)
        where T : notnull
        where TKey : notnull =>
        Observable.Defer(() =>
        {
            var content = new Dictionary<TKey, T>();
            return source.Select(changes =>
            {
                foreach (var change in changes)
                {
                    Apply(content, change);
                }

                return content.Values.SortedText();
            });
        });

    /// <summary>What one has who makes the changes in a list, by their places; an error if it is not as the set says.</summary>
    public static IObservable<string> InOrder<T>(this IObservable<ISortedChangeSet<T, int>> source)
        where T : notnull =>
        Observable.Defer(() =>
        {
            var list = new List<T>();
            return source.Select(changes =>
            {
                if (changes.SortedItems.SortReason is SortReason.Reset or SortReason.ComparerChanged)
                {
                    list = [.. changes.SortedItems.Select(pair => pair.Value)];
                }
                else
                {
                    changes.ToList().ForEach(change => Apply(list, change));
                }

                Assert.Equal(changes.SortedItems.Select(pair => pair.Value), list);
                return list.Text();
            });
        });

    private static void Apply<T, TKey>(Dictionary<TKey, T> content, Change<T, TKey> change)
        where T : notnull
        where TKey : notnull
    {
        switch (change.Reason)
        {
            case ChangeReason.Add:
                content.Add(change.Key, change.Current);
                break;
            case ChangeReason.Update:
                Assert.Equal(content[change.Key], change.Previous.Value);
                content[change.Key] = change.Current;
                break;
            case ChangeReason.Remove:
                Assert.True(content.Remove(change.Key), $"removed but absent: {change}");
                break;
            case ChangeReason.Refresh:
                Assert.True(content.ContainsKey(change.Key), $"refreshed but absent: {change}");
                break;
        }
    }

    private static void Apply<T>(List<T> list, Change<T, int> change)
        where T : notnull
    {
        switch (change.Reason)
        {
            case ChangeReason.Add:
                list.Insert(change.CurrentIndex, change.Current);
                break;
            case ChangeReason.Update:
                Assert.Equal(list[change.PreviousIndex], change.Previous.Value);
                list.RemoveAt(change.PreviousIndex);
                list.Insert(change.CurrentIndex, change.Current);
                break;
            case ChangeReason.Remove:
                Assert.Equal(list[change.CurrentIndex], change.Current);
                list.RemoveAt(change.CurrentIndex);
                break;
            case ChangeReason.Moved:
                Assert.Equal(list[change.PreviousIndex], change.Current);
                list.RemoveAt(change.PreviousIndex);
                list.Insert(change.CurrentIndex, change.Current);
                break;
        }
    }
}
