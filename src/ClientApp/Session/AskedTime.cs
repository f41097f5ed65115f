using System.Globalization;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>
/// What may follow <c>RDM</c> at a terminal, beside a timestamp: <c>today</c>, <c>yesterday</c>, <c>16:00</c>, <c>25 Nov</c>,
/// <c>25 Nov 16:00</c>, <c>2026-11-25</c>, <c>2h</c>, <c>#120</c>. Times are the reader's; what is sent is the server's.
/// </summary>
internal static class AskedTime
{
    /// <summary>Said where a time is none.</summary>
    public const string Examples = "RDM takes a time: today, 16:00, 25 Nov, 2h, #120, or 23 Feb 2021 16:01:20.";

    private static readonly string[] Dates =
    [
        "d MMM",
        "d MMM yyyy",
        "d MMM H:mm",
        "d MMM yyyy H:mm",
        "yyyy-MM-dd",
        "yyyy-MM-dd H:mm",
        "yyyy-MM-dd'T'H:mm:ss",
    ];

    /// <summary>What the server is to be asked.</summary>
    /// <param name="text">What follows <c>RDM</c>.</param>
    /// <param name="now">The present time, with the offset of the reader's zone.</param>
    /// <param name="reader">The reader's zone.</param>
    /// <param name="server">The server's zone.</param>
    /// <returns>The argument of the request; null if nobody can tell what is meant.</returns>
    public static string? ToRequest(string text, DateTimeOffset now, TimeZoneInfo reader, TimeZoneInfo server)
    {
        text = text.Trim();
        if (ServerTime.IsTime(text) || (text.StartsWith('#') && text.Length > 1 && text[1..].All(char.IsAsciiDigit)))
        {
            return text;
        }

        if (Since(text, TimeZoneInfo.ConvertTime(now, reader), reader) is not { } since)
        {
            return null;
        }

        // Later than a second before: midnight itself belongs to today.
        var local = TimeZoneInfo.ConvertTime(since.AddSeconds(-1), server).DateTime;
        return ServerTime.Of(local);
    }

    private static DateTimeOffset? Since(string text, DateTimeOffset now, TimeZoneInfo reader)
    {
        if (text is "today" or "yesterday")
        {
            return InZone(now.Date.AddDays(text == "today" ? 0 : -1), reader);
        }

        if (Ago(text) is { } ago)
        {
            return now - ago;
        }

        if (TimeOnly.TryParseExact(text, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            var today = now.Date + time.ToTimeSpan();
            return InZone(today <= now.DateTime ? today : today.AddDays(-1), reader);
        }

        if (!DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return null;
        }

        // A day without its year is the last one there was; the parser takes the year of another clock.
        if (HasYear(text))
        {
            return InZone(date, reader);
        }

        date =
            new DateTime(now.Year, date.Month, Math.Min(date.Day, DateTime.DaysInMonth(now.Year, date.Month)))
            + date.TimeOfDay;
        return InZone(date <= now.DateTime ? date : date.AddYears(-1), reader);
    }

    private static bool HasYear(string text) =>
        text.Split(' ', '-').Any(word => word.Length == 4 && word.All(char.IsAsciiDigit));

    private static TimeSpan? Ago(string text)
    {
        var isNumber = int.TryParse(
            text.AsSpan(0, Math.Max(0, text.Length - 1)),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        );
        return !isNumber || count > 100_000
            ? null
            : text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                'w' => TimeSpan.FromDays(7L * count),
                _ => null,
            };
    }

    // A time that the clocks skip is taken for the one an hour later.
    private static DateTimeOffset InZone(DateTime local, TimeZoneInfo zone)
    {
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}
