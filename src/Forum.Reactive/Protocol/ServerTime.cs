using System.Globalization;

namespace Forum.Reactive.Protocol;

/// <summary>
/// Times on a client's side: <c>23 Feb 2021 15:00:01</c> in the server's zone, which the line does not name. They are kept as
/// <see cref="DateTime"/> of <see cref="DateTimeKind.Unspecified"/>: good to compare, to show and to send back, but no instants.
/// </summary>
public static class ServerTime
{
    private const string Shape = "dd MMM yyyy HH:mm:ss";

    /// <summary>Reads a time as the server writes it.</summary>
    /// <returns>Whether <paramref name="text"/> is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime time) =>
        DateTime.TryParseExact(text, Shape, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <summary>Writes a time as the server reads it; parts of a second are dropped.</summary>
    public static string Format(DateTime time) => time.ToString(Shape, CultureInfo.InvariantCulture);
}
