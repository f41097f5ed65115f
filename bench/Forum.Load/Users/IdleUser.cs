using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>Says nothing by itself; what others make it say is answered by lines that it hands on.</summary>
internal sealed class IdleUser(Poller poller, int port, int id) : ForumUser(poller, port, id)
{
    private int _answers;

    /// <summary>The last line of the last answer.</summary>
    public string LastLine { get; private set; } = "";

    /// <summary>Lines so far that begin with a number and <c>-</c>.</summary>
    public long BodyLines { get; private set; }

    /// <summary>Sends a request, and waits for its answer.</summary>
    /// <returns>The last line of the answer.</returns>
    public string Ask(string request)
    {
        var before = _answers;
        Write(Encoding.UTF8.GetBytes(request + "\n"));
        Flush();
        Poller.RunUntil(() => _answers > before, TimeSpan.FromSeconds(60));
        return LastLine;
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line)
    {
        if (line.Length > 3 && line[3] == '-')
        {
            BodyLines++;
        }
        else if (line is not [(byte)'*', ..])
        {
            LastLine = Encoding.UTF8.GetString(line);
            _answers++;
        }
    }
}
