using System.Globalization;
using System.Text.RegularExpressions;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>Timestamps in what programs say.</summary>
internal static partial class Times
{
    /// <summary>One that is earlier than anything that a test does.</summary>
    public const string LongAgo = "01 Jan 2000 00:00:00";

    /// <summary>A pattern for any timestamp.</summary>
    public const string Pattern = @"\d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d";

    /// <summary>The first timestamp in a text.</summary>
    public static string In(string text)
    {
        var match = Any().Match(text);
        Assert.True(match.Success, $"No timestamp in: {text}");
        return match.Value;
    }

    /// <summary>The time that a timestamp writes, with no offset.</summary>
    public static DateTime Read(string timestamp) =>
        DateTime.ParseExact(timestamp, "dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None);

    /// <summary>The timestamp so many seconds after another.</summary>
    public static string Later(string timestamp, int seconds) =>
        Read(timestamp).AddSeconds(seconds).ToString("dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Asserts that a line is as expected, where <c>TIME</c> stands for any timestamp.</summary>
    public static void Matches(string expected, string line) =>
        Assert.Matches("^" + Regex.Escape(expected).Replace("TIME", Pattern, StringComparison.Ordinal) + "$", line);

    [GeneratedRegex(Pattern, RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Any();
}
