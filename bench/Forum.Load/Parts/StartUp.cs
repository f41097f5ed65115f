using System.Diagnostics;
using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>From the start of the program's process to its first answer.</summary>
internal static class StartUp
{
    public static Table Measure(LoadOptions options)
    {
        var table = new Table("Start", "from start to", "ms", "to reach");
        List<double> greeted = [];
        List<double> posted = [];
        for (var run = 0; run < Math.Max(10, options.Runs); run++)
        {
            var start = Stopwatch.GetTimestamp();
            using var server = TargetProcess.StartForum(options.Server, users: 1);
            while (!server.IsListening())
            {
                Thread.Sleep(1);
            }

            var poller = new Poller();
            using var user = new IdleUser(poller, server.Port, 1);
            poller.RunUntil(() => user.IsGreeted, TimeSpan.FromSeconds(10));
            greeted.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            poller.RunUntil(() => user.IsLoggedIn, TimeSpan.FromSeconds(10));
            user.Ask("MSG hello");
            posted.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Console.Error.WriteLine($"{greeted[^1]:0} ms, {posted[^1]:0} ms");
        }

        table.Add("first answer (220)", greeted.Describe("0"), "150");
        table.Add("first message posted", posted.Describe("0"), "");
        return table;
    }
}
