using System.Net.Sockets;

namespace Forum.Load.Net;

/// <summary>One connection of the load: lines come in, requests are gathered and go out once a receive.</summary>
internal abstract class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly int _token;
    private byte[] _output = new byte[256];
    private int _outputStart;
    private int _outputEnd;
    private byte[] _partial = [];
    private int _partialLength;
    private bool _blocked;

    protected Connection(Poller poller, int port)
    {
        Poller = poller;
        _socket = Libc.Connect(port);
        Descriptor = (int)_socket.Handle;
        _token = poller.Add(this);
    }

    public int Descriptor { get; }

    protected Poller Poller { get; }

    /// <summary>When set, nothing is received any more: the peer's socket fills up.</summary>
    public bool IsDeaf
    {
        get;
        set
        {
            field = value;
            Watch();
        }
    }

    /// <summary>Sends what was written, as far as it goes.</summary>
    public void Flush()
    {
        while (_outputStart < _outputEnd)
        {
            var sent = Libc.Send(Descriptor, _output.AsSpan(_outputStart, _outputEnd - _outputStart));
            if (sent >= 0)
            {
                _outputStart += sent;
            }
            else if (Libc.LastError == Libc.WouldBlock)
            {
                Block(true);
                return;
            }
            else if (Libc.LastError != Libc.Interrupted)
            {
                throw new LoadException($"sending failed with error {Libc.LastError}");
            }
        }

        _outputStart = _outputEnd = 0;
        Block(false);
    }

    public void Handle(uint events, byte[] buffer)
    {
        if ((events & Libc.Out) != 0)
        {
            Flush();
        }

        if ((events & ~Libc.Out) != 0 && !IsDeaf)
        {
            Receive(buffer);
        }
    }

    public void Dispose()
    {
        Poller.Remove(_token);
        _socket.Dispose();
    }

    /// <summary>Adds bytes to what <see cref="Flush"/> sends.</summary>
    protected void Write(ReadOnlySpan<byte> bytes)
    {
        if (_output.Length - _outputEnd < bytes.Length)
        {
            Array.Resize(ref _output, Math.Max(_output.Length * 2, _outputEnd + bytes.Length));
        }

        bytes.CopyTo(_output.AsSpan(_outputEnd));
        _outputEnd += bytes.Length;
    }

    /// <summary>A line came, without its line end.</summary>
    protected abstract void OnLine(ReadOnlySpan<byte> line);

    /// <summary>Everything of one receive was handled; what is written now is sent.</summary>
    protected virtual void OnRound() { }

    /// <summary>The peer has closed.</summary>
    protected virtual void OnClosed() => throw new LoadException("the server closed a connection");

    /// <summary>Bytes came: cuts them into lines.</summary>
    protected virtual void OnBytes(ReadOnlySpan<byte> bytes)
    {
        int end;
        while ((end = bytes.IndexOf((byte)'\n')) >= 0)
        {
            OnLine(WithoutReturn(_partialLength == 0 ? bytes[..end] : Joined(bytes[..end])));
            bytes = bytes[(end + 1)..];
        }

        if (!bytes.IsEmpty)
        {
            Keep(bytes);
        }
    }

    private void Receive(byte[] buffer)
    {
        var count = Libc.Receive(Descriptor, buffer);
        if (count == 0)
        {
            OnClosed();
        }
        else if (count > 0)
        {
            OnBytes(buffer.AsSpan(0, count));
            OnRound();
            Flush();
        }
        else if (Libc.LastError is not (Libc.WouldBlock or Libc.Interrupted))
        {
            throw new LoadException($"receiving failed with error {Libc.LastError}");
        }
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) =>
        line is [.., (byte)'\r'] ? line[..^1] : line;

    private ReadOnlySpan<byte> Joined(ReadOnlySpan<byte> end)
    {
        Keep(end);
        ReadOnlySpan<byte> line = _partial.AsSpan(0, _partialLength);
        _partialLength = 0;
        return line;
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (_partial.Length - _partialLength < piece.Length)
        {
            Array.Resize(ref _partial, Math.Max(256, (_partialLength + piece.Length) * 2));
        }

        piece.CopyTo(_partial.AsSpan(_partialLength));
        _partialLength += piece.Length;
    }

    private void Block(bool blocked)
    {
        if (_blocked != blocked)
        {
            _blocked = blocked;
            Watch();
        }
    }

    private void Watch() => Poller.Watch(_token, Descriptor, (IsDeaf ? 0 : Libc.In) | (_blocked ? Libc.Out : 0));
}
