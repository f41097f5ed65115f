using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport.Simulation;

/// <summary>One end of a connection: sends as it can, checks the grammar of what comes, and remembers it.</summary>
internal sealed class Peer
{
    private readonly List<byte> _received = [];
    private byte[] _unsent = [];
    private int _sent;
    private bool _closes;

    public Peer(IConnection connection)
    {
        Connection = connection;
        connection.Writable.CheckGrammar().Subscribe(_ => Flush());
        connection
            .Received.CheckGrammar()
            .Subscribe(
                piece =>
                {
                    Pieces++;
                    _received.AddRange(piece.Span);
                },
                error => Error = error,
                () => IsCompleted = true
            );
    }

    public IConnection Connection { get; }

    public byte[] Received => [.. _received];

    public int Count => _received.Count;

    public int Pieces { get; private set; }

    public bool IsCompleted { get; private set; }

    public Exception? Error { get; private set; }

    public bool IsOver => IsCompleted || Error is not null;

    public bool HasSentAll => _sent == _unsent.Length;

    /// <summary>Sends these bytes, and closes the output behind them if asked to.</summary>
    public void Send(byte[] bytes, bool closes = false)
    {
        (_unsent, _sent, _closes) = ([.. _unsent.AsSpan(_sent), .. bytes], 0, closes);
        Flush();
    }

    private void Flush()
    {
        if (!HasSentAll)
        {
            _sent += Connection.Write(_unsent.AsSpan(_sent));
        }

        if (_closes && HasSentAll)
        {
            Connection.CloseOutput();
        }
    }
}
