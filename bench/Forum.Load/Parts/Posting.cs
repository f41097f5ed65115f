using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>MSG in a closed loop against XADD of Redis, alternating; each run has a server of its own.</summary>
internal static class Posting
{
    private static readonly (int Connections, int Depth, double Reach)[] Cells =
    [
        (1, 1, 1.0),
        (50, 1, 1.2),
        (50, 16, 2.0),
        (1000, 1, 1.0),
    ];

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            "Posting, against Redis XADD",
            "connections × depth",
            "forum, answers/s",
            "p99, ms",
            "Redis, answers/s",
            "p99, ms",
            "ratio",
            "to reach"
        );
        foreach (
            (var connections, var depth, var reach) in Cells.Where(cell => options.Wants(cell.Connections, cell.Depth))
        )
        {
            List<Window> forum = [];
            List<Window> redis = [];
            for (var run = 0; run < options.Runs; run++)
            {
                forum.Add(Forum(options, connections, depth));
                redis.Add(Redis(options, connections, depth));
                Console.Error.WriteLine($"{connections} × {depth}: {forum[^1].Rate:N0} against {redis[^1].Rate:N0}");
            }

            table.Add(
                $"{connections} × {depth}",
                Rates(forum),
                P99(forum),
                Rates(redis),
                P99(redis),
                $"{Median(forum) / Median(redis):0.00}",
                $"{reach:0.0}"
            );
        }

        return table;
    }

    /// <summary>One run against a forum of its own.</summary>
    public static Window Forum(
        LoadOptions options,
        int connections,
        int depth,
        string logLevel = "Warning",
        string arguments = ""
    )
    {
        using var server = TargetProcess.Forum(options.Server, connections, logLevel, arguments);
        var poller = new Poller();
        var window = new Window();
        var users = Crowd.LogIn(poller, connections, id => new Poster(poller, server.Port, id, depth, window));
        foreach (var user in users)
        {
            user.Start();
        }

        Run(options, poller, window);
        return window;
    }

    /// <summary>Median of the rates.</summary>
    public static double Median(IEnumerable<Window> runs) => runs.Select(run => run.Rate).Median();

    public static string Rates(IEnumerable<Window> runs) => runs.Select(run => run.Rate).ToList().Describe("N0");

    /// <summary>One run against a Redis of its own.</summary>
    public static Window Redis(LoadOptions options, int connections, int depth, string fsync = "everysec")
    {
        using var server = TargetProcess.Redis(options.Redis, fsync);
        var poller = new Poller();
        var window = new Window();
        for (var i = 0; i < connections; i++)
        {
            new RedisPoster(poller, server.Port, depth, window).Start();
        }

        Run(options, poller, window);
        return window;
    }

    private static void Run(LoadOptions options, Poller poller, Window window)
    {
        poller.RunFor(options.WarmUp);
        window.Open();
        poller.RunFor(options.Length);
        window.Close();
    }

    public static string P99(IEnumerable<Window> runs) =>
        runs.Select(run => run.Latencies.Percentile(0.99)).Median().ToString("0.000");
}
