using System.Text;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>Acts of a few users who meet often: right and wrong ones of every kind.</summary>
internal static class ForumActs
{
    private static readonly string[] Users = ["yoda", "hans", "luke", "leia"];

    public static Entry[] Some(Seeded random, DateTimeOffset now) =>
        [.. Enumerable.Range(0, 1 + random.Next(20)).Select(_ => Entries.Of(1, One(random, now)))];

    private static Act One(Seeded random, DateTimeOffset now)
    {
        var login = 1 + random.Next(12);
        var number = 1 + random.Next(8);
        var time = new TimestampReading(Timestamp.From(now.AddSeconds(-random.Next(3))), 0);
        var text = Encoding.UTF8.GetBytes($"text {random.Next(1000)}");
        var user = Users[random.Next(Users.Length)];
        return random.Next(16) switch
        {
            0 or 1 => Act.LogIn(new LogInDetails(user, random.Next(3) > 0, random.Next(4) == 0, "10.0.0.1", 8000)),
            2 => Act.LogOut(login, (LogOutReason)random.Next(5)),
            3 or 4 or 5 => Act.Post(login, text),
            6 => Act.PostAs(new PostAsDetails(user, text)),
            7 => Act.Edit(login, number, time, text),
            8 => Act.Delete(login, number, time),
            9 => Act.Offer(login, new OfferDetails(user, 5, "-", "a2V5", "file")),
            10 => Act.Accept(login, number, new AcceptDetails(9000, "a2V5")),
            11 => Act.Decline(login, number, text),
            12 => Act.Cancel(login, number),
            13 => Act.Lapse(number),
            14 => Act.Forget(user),
            _ => Act.Noop(),
        };
    }
}
