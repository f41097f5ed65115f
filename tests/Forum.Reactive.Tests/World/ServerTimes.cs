using Forum.Reactive.Protocol;

namespace Forum.Reactive.Tests.World;

internal static class ServerTimes
{
    /// <summary>A time as the library reads it from <c>23 Feb 2021 15:00:01</c>.</summary>
    public static DateTime At(string time) =>
        ServerTime.TryParse(time, out var at) ? at : throw new ArgumentException($"{time} is not a time", nameof(time));
}
