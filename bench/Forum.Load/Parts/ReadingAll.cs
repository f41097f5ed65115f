using Forum.Load.Measures;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>RDM of a whole large board: how fast, in how much memory, and what others notice of it.</summary>
internal static class ReadingAll
{
    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            $"RDM of all {options.Scale:N0}",
            "messages/s",
            "to reach",
            "memory of the server more by, MB",
            "p99 of others, ms",
            "longest, ms",
            "to reach"
        );
        using var board = new FilledBoard(options, options.Scale);
        var reader = board.LogIn((poller, port) => new Reader(poller, port, 2));
        var others = new Window();
        var editor = board.Author;
        (editor.Window, editor.Deed) = (others, Deed.Edit);
        reader.ReadAll(options.Scale);
        var before = board.Server.SettledBytes();
        List<double> rates = [];
        editor.Start(requests: 1);
        others.Open();
        for (var run = 0; run < options.Runs; run++)
        {
            rates.Add(options.Scale / reader.ReadAll(options.Scale).TotalSeconds);
            Console.Error.WriteLine($"{rates[^1]:N0} messages/s");
        }

        others.Close();
        var more = (board.Server.PeakResidentBytes - before) / 1e6;
        table.Add(
            rates.Describe("N0"),
            "2,000,000",
            $"{more:0}",
            $"{others.Latencies.Percentile(0.99):0.00}",
            $"{others.Latencies.MaxMilliseconds:0.00}",
            "10"
        );
        return table;
    }
}
