using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>A subscriber that stops reading, while others post: what it costs them, and what it is told when it reads on.</summary>
internal static class StalledSubscriber
{
    private const int Subscribers = 8;
    private const int Posters = 50;

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            "A subscriber that stops reading",
            "",
            "answers/s to the others",
            "p99, ms",
            "memory a message, bytes",
            "told to the one that stopped"
        );
        List<Outcome> reading = [];
        List<Outcome> stopped = [];
        for (var run = 0; run < Math.Min(3, options.Runs); run++)
        {
            reading.Add(Run(options, stops: false));
            stopped.Add(Run(options, stops: true));
            Console.Error.WriteLine($"{reading[^1]} against {stopped[^1]}");
        }

        Add(table, $"{Subscribers} read", reading);
        Add(table, $"{Subscribers - 1} read, 1 has stopped", stopped);
        return table;
    }

    private static void Add(Table table, string name, List<Outcome> runs) =>
        table.Add(
            name,
            $"{runs.Select(run => run.Rate).Median():N0}",
            $"{runs.Select(run => run.P99).Median():0.000}",
            $"{runs.Select(run => run.BytesAMessage).Median():0}",
            runs[0].Told
        );

    private static Outcome Run(LoadOptions options, bool stops)
    {
        using var server = TargetProcess.Forum(options.Server, Subscribers + Posters);
        var poller = new Poller();
        var window = new Window();
        var subscribers = Crowd.LogIn(poller, Subscribers, id => new Subscriber(poller, server.Port, id));
        var posters = Crowd.LogIn(
            poller,
            Posters,
            id => new Poster(poller, server.Port, Subscribers + id, depth: 1, window)
        );
        foreach (var subscriber in subscribers)
        {
            subscriber.Subscribe();
        }

        poller.RunUntil(() => subscribers.All(subscriber => subscriber.IsSubscribed), TimeSpan.FromSeconds(10));
        subscribers[0].IsDeaf = stops;
        var before = server.ResidentBytes;
        foreach (var poster in posters)
        {
            poster.Start();
        }

        poller.RunFor(options.WarmUp);
        window.Open();
        poller.RunFor(options.Length);
        window.Close();
        foreach (var poster in posters)
        {
            poster.Stop();
        }

        poller.RunUntil(() => posters.All(poster => poster.IsQuiet), TimeSpan.FromSeconds(10));
        var grown = server.SettledBytes() - before;
        return new Outcome(
            window.Rate,
            window.Latencies.Percentile(0.99),
            (double)grown / CatchUp(poller, subscribers),
            Describe(subscribers[0])
        );
    }

    /// <summary>Waits until every subscriber knows of every message, or that it missed it.</summary>
    /// <returns>How many there were.</returns>
    private static long CatchUp(Poller poller, IReadOnlyList<Subscriber> subscribers)
    {
        subscribers[0].IsDeaf = false;
        long Known(Subscriber subscriber) => subscriber.Posted + subscriber.Missed;
        poller.RunUntil(
            () => subscribers.All(subscriber => Known(subscriber) == Known(subscribers[1])),
            TimeSpan.FromSeconds(20)
        );
        return Known(subscribers[1]);
    }

    private static string Describe(Subscriber subscriber) =>
        $"{subscriber.Posted:N0} events and LAGGED {subscriber.Missed:N0}";

    private sealed record Outcome(double Rate, double P99, double BytesAMessage, string Told);
}
