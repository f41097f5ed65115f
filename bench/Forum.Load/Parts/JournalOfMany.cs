using System.Diagnostics;
using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;
using Microsoft.Data.Sqlite;

namespace Forum.Load.Parts;

/// <summary>
/// A journal of a million posts: its size, how long a start takes by its entries and by a snapshot, and what another user notices
/// while the snapshot is made.
/// </summary>
internal static class JournalOfMany
{
    private const int Posters = 50;
    private const int Depth = 16;
    private const string NoSnapshot = "--journal board.db --fsync os --journal-snapshot 65536";
    private const string SnapshotAtOnce = "--journal board.db --fsync os --journal-snapshot 1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Table Measure(LoadOptions options)
    {
        var table = new Table($"A journal of {options.Scale:N0} posts", "what", "measured", "to reach");
        using var server = TargetProcess.Forum(options.Server, Posters + 1, options: NoSnapshot);
        var posts = Fill(server, options.Scale);
        table.Add("bytes on disk a post, before a snapshot", $"{Bytes(server) / posts:0}", "120");
        table.Add("start to first answer by entries alone, s", Starts(options, server).Describe("0.00"), "4");
        var others = MakeSnapshot(server, out var seconds);
        table.Add("the snapshot takes, s", $"{seconds:0.0}", "");
        table.Add("p99 of another's MSG meanwhile, ms", $"{others.Percentile(0.99):0.00}", "10");
        table.Add("longest, ms", $"{others.MaxMilliseconds:0.0}", "");
        table.Add("start to first answer from the snapshot, s", Starts(options, server).Describe("0.00"), "2");
        return table;
    }

    private static double Fill(TargetProcess server, int posts)
    {
        var poller = new Poller();
        var window = new Window();
        var users = Crowd.LogIn(poller, Posters, id => new Poster(poller, server.Port, id, Depth, window));
        window.Open();
        foreach (var user in users)
        {
            user.Start();
        }

        poller.RunUntil(() => window.Latencies.Count >= posts, Limit);
        foreach (var user in users)
        {
            user.Stop();
        }

        poller.RunUntil(() => users.All(user => user.IsQuiet), Limit);
        return window.Latencies.Count;
    }

    private static double Bytes(TargetProcess server) =>
        Directory.GetFiles(server.Folder, "board.db*").Sum(file => new FileInfo(file).Length);

    private static List<double> Starts(LoadOptions options, TargetProcess server)
    {
        List<double> starts = [];
        for (var run = 0; run < options.Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            server.Revive();
            AwaitGreeting(server);
            starts.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            Console.Error.WriteLine($"start: {starts[^1]:0.00} s");
        }

        return starts;
    }

    private static IdleUser AwaitGreeting(TargetProcess server)
    {
        while (!server.IsListening())
        {
            Thread.Sleep(1);
        }

        var poller = new Poller();
        var user = new IdleUser(poller, server.Port, 1);
        poller.RunUntil(() => user.IsGreeted, Limit);
        return user;
    }

    /// <summary>One user posts, an answer at a time, while a snapshot is made that the entries there are make due at once.</summary>
    private static Latencies MakeSnapshot(TargetProcess server, out double seconds)
    {
        server.Revive(SnapshotAtOnce);
        AwaitGreeting(server).Dispose();
        var poller = new Poller();
        var window = new Window();
        var user = new Poster(poller, server.Port, id: Posters + 1, depth: 1, window);
        poller.RunUntil(() => user.IsLoggedIn, Limit);
        var start = Stopwatch.GetTimestamp();
        window.Open();
        user.Start();
        using var journal = new SqliteConnection(
            $"Data Source={Path.Combine(server.Folder, "board.db")};Mode=ReadOnly;Pooling=False"
        );
        journal.Open();
        using var query = journal.CreateCommand();
        query.CommandText = "SELECT count(*) FROM snapshot";
        var looked = start;
        poller.RunUntil(
            () =>
            {
                if (Stopwatch.GetElapsedTime(looked) < TimeSpan.FromMilliseconds(50))
                {
                    return false;
                }

                looked = Stopwatch.GetTimestamp();
                return (long)query.ExecuteScalar()! > 0;
            },
            Limit
        );
        window.Close();
        seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return window.Latencies;
    }
}
