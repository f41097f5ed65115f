using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Client;

/// <summary>A message as a client reads it.</summary>
/// <param name="Number">Its number, from 1, at the moment in which it was read: it moves up when an earlier one is deleted.</param>
/// <param name="Time">When it was posted or, once edited, edited last; in the server's zone (<see cref="ServerTime"/>).</param>
/// <param name="User">Who wrote it.</param>
/// <param name="IsEdited">Whether it was edited.</param>
/// <param name="Text">What it says.</param>
public sealed record BoardMessage(long Number, DateTime Time, string User, bool IsEdited, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"#{Number} {User}: {Text}";

    /// <summary>Reads <c>#1; 23 Feb 2021 15:00:01; yoda; posted; Hello</c>, a line of the answer to <c>RDM</c>.</summary>
    internal static bool TryParse(string line, [NotNullWhen(true)] out BoardMessage? message)
    {
        var fields = line.Split("; ", 5);
        message =
            fields is [var first, var second, var user, "posted" or "edited", var text]
            && TryParseNumber(first, out var number)
            && ServerTime.TryParse(second, out var time)
                ? new BoardMessage(number, time, user, fields[3] == "edited", text)
                : null;
        return message is not null;
    }

    private static bool TryParseNumber(string text, out long number)
    {
        number = 0;
        return text.StartsWith('#')
            && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
