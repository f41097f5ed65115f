using System.Globalization;
using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>Follows the live feed and counts.</summary>
internal sealed class Subscriber(Poller poller, int port, int id) : ForumUser(poller, port, id)
{
    public bool IsSubscribed { get; private set; }

    /// <summary>Messages that it was told of.</summary>
    public long Posted { get; private set; }

    /// <summary>Events that it was told it missed.</summary>
    public long Missed { get; private set; }

    public void Subscribe()
    {
        Write("SUB\n"u8);
        Flush();
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("* POSTED "u8))
        {
            Posted++;
        }
        else if (line.StartsWith("* LAGGED "u8))
        {
            Missed += long.Parse(Encoding.ASCII.GetString(line["* LAGGED ".Length..]), CultureInfo.InvariantCulture);
        }
        else if (line.StartsWith("200 "u8))
        {
            IsSubscribed = true;
        }
    }
}
