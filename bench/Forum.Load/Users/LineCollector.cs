using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>Keeps the lines of a long answer.</summary>
internal sealed class LineCollector(Poller poller, int port, int id) : ForumUser(poller, port, id)
{
    private List<string> _lines = [];
    private bool _isOver;

    /// <summary>Sends a request, and waits for its answer.</summary>
    /// <returns>The lines of the answer, without the last one.</returns>
    public List<string> Collect(string request)
    {
        (_lines, _isOver) = ([], false);
        Write(Encoding.UTF8.GetBytes(request + "\n"));
        Flush();
        Poller.RunUntil(() => _isOver, TimeSpan.FromSeconds(60));
        return _lines;
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line)
    {
        if (line.Length > 3 && line[3] == '-')
        {
            _lines.Add(Encoding.UTF8.GetString(line));
        }
        else
        {
            _isOver = true;
        }
    }
}
