using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DynamicData.Tests.StandInOnly;

/// <summary>
/// What a changing filter does first and last. (The originals differ from each other: 9.4.1 waits for the end of all streams, and
/// tells of the first predicate by itself.)
/// </summary>
public sealed class FilterCompletionTests
{
    private static readonly Func<Item, bool> IsEven = item => item.Value % 2 == 0;

    private readonly SourceCache<Item, int> _cache = Item.Cache();

    [Fact]
    public void A_predicate_that_is_there_filters_the_first_set()
    {
        _cache.AddOrUpdate(Item.Range(4));
        using var predicates = new BehaviorSubject<Func<Item, bool>>(IsEven);
        using var seen = _cache.Connect().Filter(predicates, suppressEmptyChangeSets: false).Record();
        Assert.Equal(["Add 2:2", "Add 4:4"], Assert.Single(seen.Values).Short());
    }

    [Fact]
    public void It_completes_when_only_suppressed_sets_could_come()
    {
        using var withoutPredicate = _cache.Connect().Filter(Observable.Empty<Func<Item, bool>>()).Record();
        using var curious = _cache
            .Connect()
            .Filter(Observable.Empty<Func<Item, bool>>(), suppressEmptyChangeSets: false)
            .Record();
        using var withoutItems = _cache
            .Connect()
            .Filter(Observable.Never<Func<Item, bool>>().StartWith(IsEven))
            .Record();
        Assert.True(withoutPredicate.IsCompleted);
        Assert.False(curious.IsCompleted);
        Assert.False(withoutItems.IsCompleted);
        _cache.Dispose();
        Assert.True(withoutItems.IsCompleted && curious.IsCompleted);
    }
}
