namespace Forum.Reactive.Sqlite;

/// <summary>Times in the file: ticks of 100 ns since 1970 in UTC, so that nothing of them is lost.</summary>
internal static class JournalTime
{
    public static long From(DateTimeOffset time) => time.UtcTicks - DateTime.UnixEpoch.Ticks;

    public static DateTimeOffset To(long time) => new(time + DateTime.UnixEpoch.Ticks, TimeSpan.Zero);

    /// <summary>Whether it is a time at all.</summary>
    public static bool IsValid(long time) =>
        time >= -DateTime.UnixEpoch.Ticks && time <= DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks;
}
