using System.Reactive.Subjects;
using DynamicData.Binding;

namespace DynamicData.Tests.Operators;

public sealed class PageTests
{
    private static readonly SortExpressionComparer<Item> ByKey = SortExpressionComparer<Item>.Ascending(item =>
        item.Key
    );

    private readonly SourceCache<Item, int> _cache = Item.Cache();

    public PageTests() => _cache.AddOrUpdate(Item.Range(5));

    [Fact]
    public void Another_page_is_shown_on_request()
    {
        using var requests = new BehaviorSubject<IPageRequest>(new PageRequest(1, 2));
        using var seen = _cache.Connect().Sort(ByKey).Page(requests).Record();
        requests.OnNext(new PageRequest(1, 2));
        requests.OnNext(null!);
        requests.OnNext(new PageRequest(3, 2));
        Assert.Equal(
            ["1:1 2:2", "5:5"],
            seen.Values.Select(page => page.SortedItems.Select(pair => pair.Value).Text())
        );
        Assert.Equal((2, 1), (seen.Last.Removes, seen.Last.Adds));
        var response = seen.Last.Response;
        Assert.Equal((3, 3, 2, 5), (response.Page, response.Pages, response.PageSize, response.TotalSize));
    }

    [Fact]
    public void A_page_that_has_gone_is_the_last_one()
    {
        using var requests = new BehaviorSubject<IPageRequest>(new PageRequest(3, 2));
        using var seen = _cache.Connect().Sort(ByKey).Page(requests).Record();
        _cache.RemoveKeys([4, 5]);
        Assert.Equal(2, seen.Last.Response.Page);
        Assert.Equal([3], seen.Last.SortedItems.Select(pair => pair.Key));
    }

    [Fact]
    public void The_first_items_carry_what_part_they_are()
    {
        using var seen = _cache.Connect().Top(ByKey, 2).Record();
        _cache.AddOrUpdate(new Item(0, 0));
        Assert.Equal(["Remove 2:2", "Add 0:0"], seen.Last.Short());
        Assert.Equal((0, 2, 6), Part(seen.Last.Context.Response));
        Assert.Throws<ArgumentOutOfRangeException>(() => _cache.Connect().Top(ByKey, 0));
        Assert.Throws<ArgumentException>(() => new PageRequest(0, 1));
    }

    private static (int, int, int) Part(IVirtualResponse response) =>
        (response.StartIndex, response.Size, response.TotalSize);
}
