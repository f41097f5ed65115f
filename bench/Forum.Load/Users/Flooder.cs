using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>Sends <see cref="Requests"/> requests in one piece, and as many again whenever all are answered.</summary>
internal sealed class Flooder(Poller poller, int port, int id) : ForumUser(poller, port, id)
{
    /// <summary>As many of the shortest requests as fit into 64 KiB.</summary>
    public const int Requests = 13_107;

    private static readonly byte[] Flood =
    [
        .. Enumerable.Repeat("NOOP\n"u8.ToArray(), Requests).SelectMany(request => request),
    ];
    private static readonly int AnswerBytes = "200 OK\n"u8.Length * Requests;
    private bool _floods;
    private int _awaited;

    /// <summary>Requests that were answered.</summary>
    public long Answered { get; private set; }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _floods = true;
        SendAll();
        Flush();
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line) => Expect(line, "200 "u8);

    protected override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (!_floods)
        {
            base.OnBytes(bytes);
            return;
        }

        _awaited -= bytes.Length;
        if (_awaited == 0)
        {
            Answered += Requests;
            SendAll();
        }
    }

    private void SendAll()
    {
        Write(Flood);
        _awaited += AnswerBytes;
    }
}
