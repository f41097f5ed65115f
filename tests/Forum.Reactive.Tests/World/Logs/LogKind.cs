using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>What is under the forum in a test that has to hold on any log.</summary>
public enum LogKind
{
    Memory,

    /// <summary>Every batch comes out later.</summary>
    Delaying,

    /// <summary>What comes is answered late, and then all at once in small pieces.</summary>
    Bursting,

    /// <summary>It stalls again and again, and goes on.</summary>
    Stalling,

    /// <summary>It refuses entries in between: those that <see cref="ForumWorld"/> has put there to be refused.</summary>
    Refusing,

    /// <summary>It begins with a hundred thousand entries of before, that leave nothing behind.</summary>
    Replaying,
}

internal static class LogKinds
{
    /// <summary>In whose name it is posted what a <see cref="LogKind.Refusing"/> log refuses.</summary>
    public const string Refused = "refused";

    private const int MostTicks = 11;
    private const int History = 100_000;
    private static readonly Lazy<Entry[]> Past = new(MakePast);

    /// <summary>Makes one. Its delays are long against those of the network, and short against every time of the forum.</summary>
    public static ILog Make(this LogKind kind) =>
        kind switch
        {
            LogKind.Memory => new MemoryLog(),
            LogKind.Delaying => new DelayingLog(TimeSpan.FromTicks(5)),
            LogKind.Bursting => new BurstLog(TimeSpan.FromTicks(9), most: 2),
            LogKind.Stalling => new StutteringLog(every: 3, TimeSpan.FromTicks(MostTicks)),
            LogKind.Refusing => new RefusingLog(LogFate.OutOfStorage, IsToBeRefused),
            LogKind.Replaying => Replay(TimeSpan.FromTicks(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>Makes one that begins with what was before, a batch at a time.</summary>
    public static ILog Replay(TimeSpan pace) => new ReplayingLog(Past.Value, pace);

    /// <summary>How long it keeps an entry at most.</summary>
    public static TimeSpan Delay(this LogKind kind) =>
        TimeSpan.FromTicks(kind is LogKind.Delaying or LogKind.Bursting or LogKind.Stalling ? MostTicks : 0);

    private static bool IsToBeRefused(Entry entry) =>
        entry.Act.Kind == ActKind.PostAs && entry.Act.Posting.User == Refused;

    /// <summary>A node comes, a user posts and deletes, and both go.</summary>
    private static Entry[] MakePast()
    {
        var past = new List<Act>(History)
        {
            Act.NodeJoined(1),
            Act.LogIn(new LogInDetails("yoda", PasswordIsRight: true, Take: false, "10.0.0.9", 0)),
        };
        var time = new TimestampReading(Timestamp.From(ForumWorld.Start), 0);
        while (past.Count < History - 2)
        {
            past.Add(Act.Post(1, "before"u8.ToArray()));
            past.Add(Act.Delete(1, 1, time));
        }

        past.Add(Act.LogOut(1, LogOutReason.Out));
        past.Add(Act.NodeGone(1));
        return [.. past.Select((act, index) => Entries.Of(index + 1, act))];
    }
}
