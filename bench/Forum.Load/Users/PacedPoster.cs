using System.Diagnostics;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>Posts at a given rate, whatever the answers do.</summary>
internal sealed class PacedPoster(Poller poller, int port, int id) : ForumUser(poller, port, id)
{
    private static readonly byte[] Request = [.. "MSG "u8, .. Payload.Text(Payload.Length), (byte)'\n'];

    /// <summary>Messages that were asked for.</summary>
    public long Asked { get; private set; }

    /// <summary>Messages that were acknowledged.</summary>
    public long Posted { get; private set; }

    /// <summary>Posts so many a second, and lets the others go on meanwhile.</summary>
    public void Run(double rate, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        var before = Asked;
        TimeSpan elapsed;
        while ((elapsed = Stopwatch.GetElapsedTime(start)) < time)
        {
            for (var due = before + (long)(elapsed.TotalSeconds * rate); Asked < due; Asked++)
            {
                Write(Request);
            }

            Flush();
            Poller.Poll(timeoutMilliseconds: 1);
        }
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line)
    {
        Expect(line, "210 "u8);
        Posted++;
    }
}
