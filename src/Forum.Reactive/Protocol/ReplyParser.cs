using System.Globalization;
using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>A client's side of the codec: lines in, replies and events out. Keeps the lines of an answer until its last.</summary>
/// <param name="most">Bytes of one answer, each line counted with <see cref="LineCost"/> more; beyond it the server is not believed.</param>
internal sealed class ReplyParser(long most = ReplyParser.UsualMost)
{
    /// <summary>Enough for two million messages of usual length.</summary>
    public const long UsualMost = 512L << 20;

    /// <summary>What a line costs in memory beside its text.</summary>
    public const int LineCost = 64;

    private List<string> _lines = [];
    private long _size;

    /// <summary>Takes one line.</summary>
    /// <returns>A <see cref="Reply"/> or <see cref="ForumEvent"/> that it completes; null when more lines follow, or when it is
    /// an event of a later version.</returns>
    /// <exception cref="ProtocolException">The line is none of the protocol's.</exception>
    public object? Parse(ReadOnlySpan<byte> utf8)
    {
        var line = Encoding.UTF8.GetString(utf8);
        if (line.StartsWith("* ", StringComparison.Ordinal))
        {
            return ParseEvent(line.AsSpan(2));
        }

        if (
            line.Length < 4
            || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, null, out var code)
            || line[3] is not (' ' or '-')
        )
        {
            throw new ProtocolException($"The server answered with a line that is not an answer: {line}");
        }

        _size += utf8.Length + LineCost;
        if (_size > most)
        {
            throw new ProtocolException($"The server's answer is larger than {most} bytes.");
        }

        _lines.Add(line[4..]);
        return line[3] == '-' ? null : Complete(code);
    }

    private Reply Complete(int code)
    {
        var lines = _lines;
        (_lines, _size) = ([], 0);
        return new Reply(code, lines);
    }

    private static ForumEvent? ParseEvent(ReadOnlySpan<char> text)
    {
        var space = text.IndexOf(' ');
        var word = space < 0 ? text : text[..space];
        var rest = space < 0 ? "" : text[(space + 1)..].ToString();
        return word switch
        {
            "POSTED" when TryMessage(rest, 4, out var m) => new MessagePosted(m.Number, m.Time, m.Parts[2], m.Parts[3]),
            "EDITED" when TryMessage(rest, 4, out var m) => new MessageEdited(m.Number, m.Time, m.Parts[2], m.Parts[3]),
            "DELETED" when TryMessage(rest, 3, out var m) => new MessageDeleted(m.Number, m.Time, m.Parts[2]),
            "JOINED" => new UserJoined(rest),
            "LEFT" => new UserLeft(rest),
            "LAGGED" when long.TryParse(rest, NumberStyles.None, null, out var count) => new EventsLagged(count),
            _ => ParseOfferEvent(word, rest),
        };
    }

    private static ForumEvent? ParseOfferEvent(ReadOnlySpan<char> word, string rest)
    {
        var parts = rest.Split(' ', 2);
        if (!long.TryParse(parts[0], NumberStyles.None, null, out var id))
        {
            return null;
        }

        var details = parts.Length > 1 ? parts[1] : "";
        return word switch
        {
            "OFFER" => details.Split(' ', 6) is [var user, var address, var size, var digest, var key, var name]
            && long.TryParse(size, NumberStyles.None, null, out var bytes)
                ? new FileOffered(id, user, address, bytes, digest, key, name)
                : null,
            "ACCEPTED" => details.Split(' ') is [var address, var port, var key]
            && ushort.TryParse(port, NumberStyles.None, null, out var udpPort)
                ? new OfferAccepted(id, address, udpPort, key)
                : null,
            "DECLINED" => new OfferDeclined(id, details),
            "CANCELLED" => new OfferCancelled(id),
            "PATHS" => new OfferPaths(id, details),
            _ => null,
        };
    }

    private static bool TryMessage(string text, int fields, out (long Number, DateTime Time, string[] Parts) message)
    {
        message = (0, default, text.Split("; ", fields));
        return message.Parts.Length == fields
            && message.Parts[0].StartsWith('#')
            && long.TryParse(message.Parts[0].AsSpan(1), NumberStyles.None, null, out message.Number)
            && ServerTime.TryParse(message.Parts[1], out message.Time);
    }
}

/// <summary>The other side does not speak the protocol.</summary>
public sealed class ProtocolException(string message) : Exception(message);
