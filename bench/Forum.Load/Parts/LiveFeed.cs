using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>A thousand subscribers, who are sent every message: how many events a second reach them in all.</summary>
internal static class LiveFeed
{
    private const int Subscribers = 1000;

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            $"Live feed, {Subscribers:N0} subscribers",
            "posted/s",
            "events/s delivered in all",
            "events missed",
            "to reach"
        );
        foreach (var rate in new[] { 500, 1000, 1500, 2000, 3000 })
        {
            (var delivered, var missed) = Run(options, rate);
            table.Add($"{rate:N0}", $"{delivered:N0}", $"{missed:N0}", "1,000,000 delivered, 0 missed");
            Console.Error.WriteLine($"{rate}/s: {delivered:N0} delivered, {missed} missed");
        }

        return table;
    }

    private static (double Delivered, long Missed) Run(LoadOptions options, int rate)
    {
        using var server = TargetProcess.Forum(options.Server, Subscribers + 1);
        var poller = new Poller();
        var subscribers = Crowd.LogIn(poller, Subscribers, id => new Subscriber(poller, server.Port, id));
        var poster = new PacedPoster(poller, server.Port, Subscribers + 1);
        poller.RunUntil(() => poster.IsLoggedIn, TimeSpan.FromSeconds(10));
        foreach (var subscriber in subscribers)
        {
            subscriber.Subscribe();
        }

        poller.RunUntil(() => subscribers.All(subscriber => subscriber.IsSubscribed), TimeSpan.FromSeconds(10));
        poster.Run(rate, options.WarmUp);
        var before = subscribers.Sum(subscriber => subscriber.Posted);
        poster.Run(rate, options.Length);
        var delivered = (subscribers.Sum(subscriber => subscriber.Posted) - before) / options.Seconds;
        poller.RunUntil(() => subscribers.All(s => s.Posted + s.Missed >= poster.Asked), TimeSpan.FromSeconds(60));
        return (delivered, subscribers.Sum(subscriber => subscriber.Missed));
    }
}
