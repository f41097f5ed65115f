using Time = Forum.Reactive.Protocol.ServerTime;

namespace Forum.ClientApp.Session;

/// <summary>
/// Times as the server writes them, <c>23 Feb 2021 15:00:01</c>. They are text in the server's zone: here they are only
/// compared with each other and moved by a second, never taken for an instant.
/// </summary>
internal static class ServerTime
{
    /// <summary>Before anything that a board can hold.</summary>
    public const string Beginning = "01 Jan 2000 00:00:00";

    /// <summary>Whether this is a time.</summary>
    public static bool IsTime(string text) => Time.TryParse(text, out _);

    /// <summary>Whether the first is later; what is not a time is earlier than all.</summary>
    public static bool IsLater(string first, string second) => Parse(first) > Parse(second);

    /// <summary>One second earlier.</summary>
    public static string SecondBefore(string time) =>
        Parse(time) is var at && at > DateTime.MinValue ? Time.Format(at.AddSeconds(-1)) : Beginning;

    /// <summary>A time that the library has read, as the server had written it.</summary>
    public static string Of(DateTime time) => Time.Format(time);

    /// <summary>The date and the time of day, <c>23 Feb 2021</c> and <c>15:00:01</c>.</summary>
    public static (string Date, string TimeOfDay) Split(string time)
    {
        var space = time.LastIndexOf(' ');
        return space < 0 ? ("", time) : (time[..space], time[(space + 1)..]);
    }

    private static DateTime Parse(string time) => Time.TryParse(time, out var at) ? at : DateTime.MinValue;
}
