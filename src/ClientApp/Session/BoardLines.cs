using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Forum.ClientApp.Session;

/// <summary>A message as the server tells of it; its time is text in the server's zone.</summary>
internal sealed record BoardMessage(long Number, string Time, string User, bool IsEdited, string Text)
{
    /// <summary>Reads <c>#1; 23 Feb 2021 15:00:01; yoda; posted; Hello</c>, a line of the answer to <c>RDM</c>.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out BoardMessage? message)
    {
        var fields = line.Split("; ", 5);
        message =
            fields.Length == 5 && TryParseNumber(fields[0], out var number)
                ? new BoardMessage(number, fields[1], fields[2], fields[3] == "edited", fields[4])
                : null;
        return message is not null;
    }

    /// <summary>The messages among the lines of an answer.</summary>
    public static IReadOnlyList<BoardMessage> ParseAll(IEnumerable<string> lines)
    {
        var messages = new List<BoardMessage>();
        foreach (var line in lines)
        {
            if (TryParse(line, out var message))
            {
                messages.Add(message);
            }
        }

        return messages;
    }

    /// <summary>The words of the specification for a line of plain text.</summary>
    public string ToSentence() => $"#{Number}; {User}: \"{Text}\" {(IsEdited ? "edited" : "posted")} at {Time}.";

    private static bool TryParseNumber(string text, out long number)
    {
        number = 0;
        return text.StartsWith('#')
            && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

/// <summary>Another user who is logged in, as the answer to <c>ATU</c> tells.</summary>
internal sealed record ActiveUser(string Name, string Address, string UdpPort, string Since)
{
    /// <summary>Reads <c>hans; 129.129.2.1; 8001; 23 Feb 2021 16:00:01</c>.</summary>
    public static IReadOnlyList<ActiveUser> ParseAll(IEnumerable<string> lines) =>
        [
            .. from line in lines
            let fields = line.Split("; ")
            where fields.Length == 4
            select new ActiveUser(fields[0], fields[1], fields[2], fields[3]),
        ];

    /// <summary>The words of the specification for a line of plain text.</summary>
    public string ToSentence() => $"{Name}; {Address}; {UdpPort}; active since {Since}.";
}
