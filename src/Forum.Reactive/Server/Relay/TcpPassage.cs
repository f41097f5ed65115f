using System.Buffers;
using System.Buffers.Binary;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server.Relay;

/// <summary>
/// A client that reaches the relay by a TCP connection of the forum, where no UDP passes. The forum's loop receives and writes; all else is
/// the hub's. What waits between the two is bounded, both ways.
/// </summary>
/// <param name="connection">To the client.</param>
/// <param name="loop">The forum's loop, on which the connection ticks.</param>
/// <param name="relay">The relay.</param>
/// <param name="ticket">Who it is.</param>
/// <param name="ended">Is told, on the forum's loop, that it is needed no more.</param>
internal sealed class TcpPassage(IConnection connection, ILoop loop, RelayTickets relay, UInt128 ticket, Action ended)
    : IRelayExit,
        IDisposable
{
    private const int MostUnderWay = 256 << 10;
    private readonly OutputBuffer _output = new(); // Of the forum's loop
    private readonly RelayFrames _frames = new(); // Of the hub's loop, as is the side
    private RelaySide? _side;
    private int _incoming; // Bytes on their way to the hub, and back
    private int _outgoing;
    private bool _isPaused; // Of the forum's loop, as is the next
    private bool _isOver;

    /// <summary>The client knows that it was let in: what follows is relayed. On the forum's loop.</summary>
    public void Begin() => relay.Loop.Post(Enter);

    /// <summary>Takes what the client sends. On the forum's loop.</summary>
    public void Take(ReadOnlyMemory<byte> bytes)
    {
        if (_isOver || bytes.IsEmpty)
        {
            return;
        }

        var length = bytes.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(copy);
        if (Interlocked.Add(ref _incoming, length) >= MostUnderWay)
        {
            _isPaused = true;
            connection.Pause();
        }

        relay.Loop.Post(() => Pass(copy, length));
    }

    /// <summary>The connection takes more. On the forum's loop.</summary>
    public void Flush()
    {
        if (_output.Length > 0 && !_isOver)
        {
            var taken = connection.Write(_output.Pending);
            _output.Take(taken);
            Interlocked.Add(ref _outgoing, -taken);
        }
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> packet)
    {
        var length = RelayWire.FrameHeader + packet.Length;
        if (packet.Length > ushort.MaxValue || Volatile.Read(ref _outgoing) + length > MostUnderWay)
        {
            return; // The client does not keep up: dropped, as on any narrow link.
        }

        Interlocked.Add(ref _outgoing, length);
        var frame = ArrayPool<byte>.Shared.Rent(length);
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)packet.Length);
        packet.CopyTo(frame.AsSpan(RelayWire.FrameHeader));
        loop.Post(() => Write(frame, length));
    }

    /// <inheritdoc/>
    public void Close() => loop.Post(ended);

    /// <summary>The connection is over. On the forum's loop.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _output.Release();
            relay.Loop.Post(Leave);
        }
    }

    private void Enter()
    {
        _side = relay.Hub.Enter(ticket, this);
        if (_side is null)
        {
            Close();
        }
    }

    private void Leave()
    {
        _frames.Dispose();
        if (_side is not null)
        {
            RelayHub.Leave(_side, this);
        }
    }

    private void Pass(byte[] bytes, int length)
    {
        if (_side is { } side)
        {
            _frames.Take(bytes.AsSpan(0, length), packet => relay.Hub.Pass(side, packet.Span));
        }

        ArrayPool<byte>.Shared.Return(bytes);
        if (Interlocked.Add(ref _incoming, -length) < MostUnderWay / 2)
        {
            loop.Post(Resume);
        }
    }

    private void Resume()
    {
        if (_isPaused && !_isOver)
        {
            _isPaused = false;
            connection.Resume();
        }
    }

    private void Write(byte[] frame, int length)
    {
        if (!_isOver)
        {
            var isEmpty = _output.Length == 0;
            frame.AsSpan(0, length).CopyTo(_output.GetSpan(length));
            _output.Advance(length);
            if (isEmpty)
            {
                Flush();
            }
        }

        ArrayPool<byte>.Shared.Return(frame);
    }
}
