using Forum.Load.Measures;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>
/// MSG with a journal: synced before each answer beside a Redis that does so, and with the operating system beside the same without
/// a journal. Alternating; each run has a server and a file of its own.
/// </summary>
internal static class JournalPosting
{
    private const string Always = "--journal board.db";
    private const string Os = "--journal board.db --fsync os";

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            "Posting with a journal",
            "connections × depth",
            "journal, answers/s",
            "p99, ms",
            "beside",
            "answers/s",
            "p99, ms",
            "ratio",
            "to reach"
        );
        foreach ((var connections, var depth) in new[] { (50, 1), (50, 16) })
        {
            if (options.Wants(connections, depth))
            {
                Measure(options, connections, depth, table);
            }
        }

        return table;
    }

    private static void Measure(LoadOptions options, int connections, int depth, Table table)
    {
        List<Window> always = [];
        List<Window> redis = [];
        List<Window> os = [];
        List<Window> none = [];
        for (var run = 0; run < options.Runs; run++)
        {
            always.Add(Posting.Forum(options, connections, depth, arguments: Always));
            redis.Add(Posting.Redis(options, connections, depth, "always"));
            os.Add(Posting.Forum(options, connections, depth, arguments: Os));
            none.Add(Posting.Forum(options, connections, depth));
            Console.Error.WriteLine(
                $"{connections} × {depth}: always {always[^1].Rate:N0}, Redis {redis[^1].Rate:N0}; "
                    + $"os {os[^1].Rate:N0}, without {none[^1].Rate:N0}"
            );
        }

        Add(table, $"{connections} × {depth}, always", always, "Redis, always", redis, "1.0");
        Add(table, $"{connections} × {depth}, os", os, "no journal", none, "0.8");
    }

    private static void Add(
        Table table,
        string name,
        List<Window> journal,
        string beside,
        List<Window> other,
        string reach
    ) =>
        table.Add(
            name,
            Posting.Rates(journal),
            Posting.P99(journal),
            beside,
            Posting.Rates(other),
            Posting.P99(other),
            $"{Posting.Median(journal) / Posting.Median(other):0.00}",
            reach
        );
}
