using System.Diagnostics;
using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>
/// How long one user waits for the answer to one request, while many others send as many requests as fit into 64 KiB, again and
/// again. He has a thread of his own, so that the load does not wait in the way of what is measured.
/// </summary>
internal static class Bystander
{
    private const int MostFlooders = 512;

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            $"A bystander, while others send {Flooder.Requests:N0} NOOPs at once",
            "others",
            "p50, ms",
            "p99, ms",
            "to reach",
            "max, ms",
            "answers/s to the others"
        );
        foreach (var flooders in new[] { 0, 8, MostFlooders })
        {
            var (latencies, rate) = Run(options, flooders);
            table.Add(
                $"{flooders}",
                $"{latencies.Percentile(0.5):0.000}",
                $"{latencies.Percentile(0.99):0.000}",
                flooders == MostFlooders ? "10" : "",
                $"{latencies.MaxMilliseconds:0.0}",
                $"{rate:N0}"
            );
        }

        return table;
    }

    private static (Latencies Latencies, double Rate) Run(LoadOptions options, int count)
    {
        using var server = TargetProcess.Forum(options.Server, MostFlooders + 1);
        var poller = new Poller();
        var flooders = Crowd.LogIn(poller, count, id => new Flooder(poller, server.Port, id));
        var own = new Poller();
        var user = new IdleUser(own, server.Port, MostFlooders + 1);
        own.RunUntil(() => user.IsLoggedIn, TimeSpan.FromSeconds(10));
        using var flood = new BackgroundLoad(poller, flooders);
        Ask(user, options.WarmUp, new Latencies());
        var latencies = new Latencies();
        var before = flood.Answered;
        Ask(user, options.Length, latencies);
        return (latencies, (flood.Answered - before) / options.Length.TotalSeconds);
    }

    private static void Ask(IdleUser user, TimeSpan time, Latencies latencies)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var sent = Stopwatch.GetTimestamp();
            user.Ask("NOOP");
            latencies.Add(Stopwatch.GetTimestamp() - sent);
        }
    }

    /// <summary>The others, on a thread of theirs until disposed.</summary>
    private sealed class BackgroundLoad : IDisposable
    {
        private readonly Thread _thread;
        private readonly IReadOnlyList<Flooder> _flooders;
        private volatile bool _ends;

        public BackgroundLoad(Poller poller, IReadOnlyList<Flooder> flooders)
        {
            _flooders = flooders;
            _thread = new Thread(() => Run(poller)) { IsBackground = true };
            _thread.Start();
        }

        public long Answered => _flooders.Sum(flooder => flooder.Answered);

        public void Dispose()
        {
            _ends = true;
            _thread.Join();
        }

        private void Run(Poller poller)
        {
            foreach (var flooder in _flooders)
            {
                flooder.Start();
            }

            while (!_ends)
            {
                poller.Poll(timeoutMilliseconds: 10);
            }
        }
    }
}
