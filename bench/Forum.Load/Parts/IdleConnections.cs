using System.Diagnostics;
using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>Many users who are logged in and quiet: how long it takes, and what the server keeps for each.</summary>
internal static class IdleConnections
{
    private const int Connections = 10_000;

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            "Idle connections",
            "connections",
            "logged in within, s",
            "to reach",
            "memory each, KB",
            "to reach"
        );
        List<double> times = [];
        List<double> sizes = [];
        for (var run = 0; run < Math.Min(3, options.Runs); run++)
        {
            (var seconds, var bytes) = Run(options);
            Console.Error.WriteLine($"{Connections} in {seconds:0.00} s, {bytes:N0} bytes each");
            times.Add(seconds);
            sizes.Add(bytes / 1024);
        }

        table.Add($"{Connections:N0}", times.Describe("0.00"), "10", sizes.Describe("0.0"), "8");
        return table;
    }

    private static (double Seconds, double BytesEach) Run(LoadOptions options)
    {
        using var server = TargetProcess.Forum(options.Server, Connections + 1);
        var poller = new Poller();
        using var first = new IdleUser(poller, server.Port, Connections + 1);
        poller.RunUntil(() => first.IsLoggedIn, TimeSpan.FromSeconds(10));
        var before = server.SettledBytes();
        var start = Stopwatch.GetTimestamp();
        var users = Crowd.LogIn(poller, Connections, id => new IdleUser(poller, server.Port, id));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = server.SettledBytes();
        foreach (var user in users)
        {
            user.Dispose();
        }

        return (seconds, (double)(after - before) / Connections);
    }
}
