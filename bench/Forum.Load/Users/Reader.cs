using System.Diagnostics;
using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>Reads the whole board, again and again when told to, and counts the lines.</summary>
internal sealed class Reader(Poller poller, int port, int id) : ForumUser(poller, port, id)
{
    private long _lines;
    private long _expected = long.MaxValue;

    /// <summary>Asks for all messages, and waits until they have come.</summary>
    /// <returns>How long it took.</returns>
    public TimeSpan ReadAll(int messages)
    {
        (_lines, _expected) = (0, messages + 1);
        var start = Stopwatch.GetTimestamp();
        Write("RDM 01 Jan 2000 00:00:00\n"u8);
        Flush();
        Poller.RunUntil(() => _lines >= _expected, TimeSpan.FromSeconds(60));
        return Stopwatch.GetElapsedTime(start);
    }

    protected override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (_expected == long.MaxValue)
        {
            base.OnBytes(bytes);
            return;
        }

        _lines += bytes.Count((byte)'\n');
        if (_lines >= _expected && !bytes.EndsWith(" messages\n"u8))
        {
            throw new LoadException(
                $"an unexpected end: {Encoding.UTF8.GetString(bytes[^Math.Min(100, bytes.Length)..])}"
            );
        }
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line) => throw new LoadException("nothing was asked for");
}
