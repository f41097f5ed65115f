using Forum.Load.Measures;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>What the console lines cost: posting with and without them, alternating. The console is a file.</summary>
internal static class ConsoleLines
{
    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            "Console lines",
            "connections × depth",
            "Warning, answers/s",
            "Information, answers/s",
            "ratio",
            "to reach"
        );
        foreach (
            (var connections, var depth) in new[] { (50, 1), (50, 16) }.Where(cell =>
                options.Wants(cell.Item1, cell.Item2)
            )
        )
        {
            List<Window> without = [];
            List<Window> with = [];
            for (var run = 0; run < options.Runs; run++)
            {
                without.Add(Posting.Forum(options, connections, depth));
                with.Add(Posting.Forum(options, connections, depth, "Information"));
                Console.Error.WriteLine(
                    $"{connections} × {depth}: {without[^1].Rate:N0} without, {with[^1].Rate:N0} with"
                );
            }

            table.Add(
                $"{connections} × {depth}",
                Posting.Rates(without),
                Posting.Rates(with),
                $"{Posting.Median(with) / Posting.Median(without):0.00}",
                "0.50"
            );
        }

        return table;
    }
}
