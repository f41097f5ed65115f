using Forum.Load.Measures;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>What a message costs in memory, and what posting, editing and deleting cost on a large and on a small board.</summary>
internal static class LargeBoard
{
    private const int Small = 1000;
    private const int MaxDepth = 64;

    private static readonly (Deed Deed, int Depth)[] Ways =
    [
        (Deed.Each, 1),
        (Deed.Each, MaxDepth),
        (Deed.Edit, MaxDepth),
        (Deed.PostAndDelete, MaxDepth),
    ];

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            "A large board",
            "what",
            $"{Small:N0} messages",
            $"{options.Scale:N0} messages",
            "ratio",
            "to reach"
        );
        Dictionary<(Deed Deed, int Depth), List<(double Nanoseconds, double Processor)>> small = [];
        Dictionary<(Deed Deed, int Depth), List<(double Nanoseconds, double Processor)>> large = [];
        List<double> sizes = [];
        for (var run = 0; run < Math.Min(3, options.Runs); run++)
        {
            Run(options, Small, small, []);
            Run(options, options.Scale, large, sizes);
        }

        table.Add("memory a message, bytes", "", sizes.Describe("0"), "", "at most 250");
        foreach (var way in small.Keys)
        {
            var before = small[way].Select(cost => cost.Nanoseconds).Median();
            var after = large[way].Select(cost => cost.Nanoseconds).Median();
            table.Add($"{Name(way)}, ns", $"{before:N0}", $"{after:N0}", $"{after / before:0.00}", "at most 1.5");
            before = small[way].Select(cost => cost.Processor).Median();
            after = large[way].Select(cost => cost.Processor).Median();
            table.Add(
                $"{Name(way)}, ns of processor time of the server",
                $"{before:N0}",
                $"{after:N0}",
                $"{after / before:0.00}",
                ""
            );
        }

        return table;
    }

    private static string Name((Deed Deed, int Depth) way) =>
        $"1 × {way.Depth}: "
        + way.Deed switch
        {
            Deed.Edit => "edit a random message",
            Deed.PostAndDelete => "post, delete a random message, in turn",
            _ => "post, edit and delete random messages, in turn",
        };

    private static void Run(
        LoadOptions options,
        int messages,
        Dictionary<(Deed Deed, int Depth), List<(double, double)>> costs,
        List<double> sizes
    )
    {
        using var board = new FilledBoard(options, messages, MaxDepth);
        sizes.Add((double)(board.Server.SettledBytes() - board.BytesBefore) / messages);
        foreach (var way in Ways)
        {
            var cost = Cost(board, way, options.Length);
            Console.Error.WriteLine(
                $"{messages}: {Name(way)}: {cost.Nanoseconds:N0} ns, {cost.Processor:N0} ns of processor"
            );
            if (costs.TryGetValue(way, out var list) || costs.TryAdd(way, list = []))
            {
                list.Add(cost);
            }
        }
    }

    private static (double Nanoseconds, double Processor) Cost(
        FilledBoard board,
        (Deed Deed, int Depth) way,
        TimeSpan length
    )
    {
        var window = new Window();
        var author = board.Author;
        author.Deed = way.Deed;
        author.Window = window;
        author.Start(way.Depth);
        board.Poller.RunFor(length / 2);
        window.Open();
        var processor = board.Server.ProcessorTime;
        board.Poller.RunFor(length);
        processor = board.Server.ProcessorTime - processor;
        window.Close();
        author.Stop();
        board.Poller.RunUntil(() => author.IsQuiet, TimeSpan.FromSeconds(10));
        return (1e9 / window.Rate, processor.TotalNanoseconds / window.Latencies.Count);
    }
}
