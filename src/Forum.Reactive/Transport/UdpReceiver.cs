using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>How the thread of a UDP socket waits and receives; one implementation for Linux, one for everywhere.</summary>
internal interface IUdpReceiver : IDisposable
{
    void OnLoopThread();

    void Wake();

    void Wait(TimeSpan timeout);

    bool Receive(IObserver<Datagram>? observer);
}

/// <summary>End points of recent senders, so that a datagram from a known one allocates nothing.</summary>
internal sealed class EndPointCache
{
    private const int Slots = 64;
    private readonly (byte[] Raw, IPEndPoint EndPoint)[] _slots = new (byte[], IPEndPoint)[Slots];

    public IPEndPoint Find(ReadOnlySpan<byte> socketAddress)
    {
        var hash = default(HashCode);
        hash.AddBytes(socketAddress);
        ref var slot = ref _slots[(uint)hash.ToHashCode() % Slots];
        if (slot.Raw is null || !socketAddress.SequenceEqual(slot.Raw))
        {
            slot = (socketAddress.ToArray(), Parse(socketAddress));
        }

        return slot.EndPoint;
    }

    private static IPEndPoint Parse(ReadOnlySpan<byte> raw)
    {
        var family = raw.Length >= 28 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var address = new SocketAddress(family, raw.Length);
        raw.CopyTo(address.Buffer.Span);
        var endPoint = (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(address);
        return endPoint.Address.IsIPv4MappedToIPv6
            ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port)
            : endPoint;
    }
}

/// <summary>One datagram a call, through the base class library alone.</summary>
internal sealed class ManagedUdpReceiver : IUdpReceiver
{
    private const int MaxBatch = 64;
    private readonly Socket _socket;
    private readonly Socket _alarm = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    private readonly SocketAddress _source;
    private readonly EndPointCache _endPoints = new();
    private readonly List<Socket> _readable = [];

    public ManagedUdpReceiver(Socket socket)
    {
        _socket = socket;
        _source = new SocketAddress(socket.AddressFamily);
        _alarm.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _alarm.Connect(_alarm.LocalEndPoint!);
        _alarm.Blocking = false;
    }

    public void OnLoopThread()
    {
        // Nothing of this thread needs setting.
    }

    public void Wake() => Quietly(() => _alarm.Send([0]));

    public void Wait(TimeSpan timeout)
    {
        _readable.Clear();
        _readable.Add(_socket);
        _readable.Add(_alarm);
        var wait = Math.Clamp(timeout.Ticks / TimeSpan.TicksPerMicrosecond, 0, 100_000_000);
        Socket.Select(_readable, null, null, (int)wait);
        if (_readable.Contains(_alarm))
        {
            Quietly(() => _alarm.Receive(new byte[1]));
        }
    }

    public bool Receive(IObserver<Datagram>? observer)
    {
        for (var count = 0; count < MaxBatch; count++)
        {
            var length = ReceiveOne();
            if (length < 0)
            {
                return count > 0;
            }

            observer?.OnNext(new Datagram(_buffer.AsMemory(0, length), Source(), _socket.Available == 0));
        }

        return true;
    }

    public void Dispose() => _alarm.Dispose();

    private IPEndPoint Source() => _endPoints.Find(_source.Buffer.Span[.._source.Size]);

    private int ReceiveOne()
    {
        try
        {
            _source.Size = _source.Buffer.Length;
            return _socket.ReceiveFrom(_buffer, SocketFlags.None, _source);
        }
        catch (SocketException)
        {
            // Nothing there, or somebody's ICMP answer to what was sent before.
            return -1;
        }
    }

    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (SocketException)
        {
            // The alarm is already ringing.
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }
}
