using Forum.Load.Measures;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>What a message costs in memory, and what posting, editing and deleting cost on a large and on a small board.</summary>
internal static class LargeBoard
{
    private const int Small = 1000;
    private const int Depth = 64;

    public static Table Measure(LoadOptions options)
    {
        Table table = new(
            "A large board", "what", $"{Small:N0} messages", $"{options.Scale:N0} messages", "ratio", "to reach");
        Dictionary<Deed, List<(double Nanoseconds, double Processor)>> small = [];
        Dictionary<Deed, List<(double Nanoseconds, double Processor)>> large = [];
        List<double> sizes = [];
        for (int run = 0; run < Math.Min(3, options.Runs); run++)
        {
            Run(options, Small, small, []);
            Run(options, options.Scale, large, sizes);
        }

        table.Add("memory a message, bytes", "", sizes.Describe("0"), "", "at most 250");
        foreach (Deed deed in small.Keys)
        {
            double before = small[deed].Select(cost => cost.Nanoseconds).Median();
            double after = large[deed].Select(cost => cost.Nanoseconds).Median();
            table.Add($"{Name(deed)}, ns", $"{before:N0}", $"{after:N0}", $"{after / before:0.00}", "at most 1.5");
            before = small[deed].Select(cost => cost.Processor).Median();
            after = large[deed].Select(cost => cost.Processor).Median();
            table.Add($"{Name(deed)}, ns of processor time of the server", $"{before:N0}", $"{after:N0}", $"{after / before:0.00}", "");
        }

        return table;
    }

    private static string Name(Deed deed) => deed switch
    {
        Deed.Edit => "edit a random message",
        Deed.PostAndDelete => "post, delete a random message, in turn",
        _ => "each of the three in turn",
    };

    private static void Run(
        LoadOptions options, int messages, Dictionary<Deed, List<(double, double)>> costs, List<double> sizes)
    {
        using FilledBoard board = new(options, messages, Depth);
        sizes.Add((double)(board.Server.SettledBytes() - board.BytesBefore) / messages);
        foreach (Deed deed in new[] { Deed.Edit, Deed.PostAndDelete, Deed.Each })
        {
            (double Nanoseconds, double Processor) cost = Cost(board, deed, options.Length);
            Console.Error.WriteLine($"{messages}: {Name(deed)}: {cost.Nanoseconds:N0} ns, {cost.Processor:N0} ns of processor");
            if (costs.TryGetValue(deed, out List<(double, double)>? list) || costs.TryAdd(deed, list = []))
            {
                list.Add(cost);
            }
        }
    }

    private static (double Nanoseconds, double Processor) Cost(FilledBoard board, Deed deed, TimeSpan length)
    {
        Window window = new();
        Editor author = board.Author;
        author.Deed = deed;
        author.Window = window;
        author.Start();
        board.Poller.RunFor(length / 2);
        window.Open();
        TimeSpan processor = board.Server.ProcessorTime;
        board.Poller.RunFor(length);
        processor = board.Server.ProcessorTime - processor;
        window.Close();
        author.Stop();
        board.Poller.RunUntil(() => author.IsQuiet, TimeSpan.FromSeconds(10));
        return (1e9 / window.Rate, processor.TotalNanoseconds / window.Latencies.Count);
    }
}
