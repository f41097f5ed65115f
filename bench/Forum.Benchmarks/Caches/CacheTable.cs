using System.Globalization;

namespace Forum.Benchmarks.Caches;

/// <summary>
/// What caches cost beside a plain dictionary that does the same work in the same run. The last columns are half of what the
/// original costs, measured once on a machine like this one.
/// </summary>
internal static class CacheTable
{
    private sealed record Row(
        string Name,
        int Operations,
        Func<Action> Prepare,
        bool IsUpdate,
        int HalfTime,
        int HalfBytes
    );

    private static readonly Row[] Rows =
    [
        new("add, no subscriber", CacheCases.Count, CacheCases.Adds, false, 68, 125),
        new("add, one `Connect()`", CacheCases.Count, CacheCases.AddsWithSubscriber, false, 88, 237),
        new(
            "add, `Connect().Filter(half).Transform(new).AsObservableCache()`",
            CacheCases.Count,
            CacheCases.AddsThroughChain,
            false,
            237,
            450
        ),
        new("update, the same chain", CacheCases.Count, CacheCases.UpdatesThroughChain, true, 214, 358),
        new(
            "update, the same chain, edits of 1,000",
            CacheCases.Count,
            CacheCases.BatchedUpdatesThroughChain,
            true,
            63,
            184
        ),
        new("add, the same chain, edits of 1,000", CacheCases.Count, CacheCases.BatchedAddsThroughChain, false, 0, 0),
        new(
            "update, `ExpireAfter` 10 s, 1,000 live",
            3 * CacheCases.Count,
            () => CacheCases.ExpiringUpdates(1_000, TenSeconds),
            true,
            154,
            225
        ),
        new(
            "update, `ExpireAfter` 10 s, 100,000 live",
            3 * CacheCases.Count,
            () => CacheCases.ExpiringUpdates(CacheCases.Count, TenSeconds),
            true,
            359,
            247
        ),
        new(
            "update, `ExpireAfter` 10 to 20 s, 100,000 live",
            3 * CacheCases.Count,
            () => CacheCases.ExpiringUpdates(CacheCases.Count, Mixed),
            true,
            9_876,
            0
        ),
        new("add, 100,000 watched keys", CacheCases.Count, CacheCases.WatchedUpdates, false, 2_300_000, 0),
        new("`Watch(key).Subscribe()`", CacheCases.Count, CacheCases.Watches, false, 150_000, 200_000),
    ];

    public static void Print(TextWriter output)
    {
        var adds = Cost.Of(CacheCases.Count, CacheCases.DictionaryAdds);
        var updates = Cost.Of(CacheCases.Count, CacheCases.DictionaryUpdates);
        output.WriteLine("| an item | ns | times a `Dictionary` | bytes | half of the original: ns | bytes |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        output.WriteLine(Line("add, plain `Dictionary`", adds, adds, null));
        output.WriteLine(Line("update, plain `Dictionary`", updates, updates, null));
        foreach (var row in Rows)
        {
            output.WriteLine(Line(row.Name, Cost.Of(row.Operations, row.Prepare), row.IsUpdate ? updates : adds, row));
        }
    }

    private static string Line(string name, Cost cost, Cost baseline, Row? row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {cost.Nanoseconds:N0} | {cost.Nanoseconds / baseline.Nanoseconds:N1} | {cost.Bytes:N0} | {Half(row?.HalfTime)} | {Half(row?.HalfBytes)} |"
        );

    private static string Half(int? value) =>
        value is > 0 ? value.Value.ToString("N0", CultureInfo.InvariantCulture) : "";

    private static TimeSpan? TenSeconds(CacheCases.Item item) => TimeSpan.FromSeconds(10);

    private static TimeSpan? Mixed(CacheCases.Item item) =>
        TimeSpan.FromSeconds(10 + (item.Key * 7919 % 10_000 / 1_000.0));
}
