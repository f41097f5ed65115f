using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>Sends datagrams, many of one size in one call where the system can cut them (UDP segmentation offload).</summary>
internal sealed class UdpSender(Socket socket)
{
    private const int MaxCachedDestinations = 64;
    private readonly Dictionary<IPEndPoint, SocketAddress> _addresses = [];
    private IPEndPoint? _lastDestination;
    private SocketAddress? _lastAddress;
    private bool _canSegment = UdpOptions.SegmentSent(socket, 0);
    private int _segmentSizeSet;

    public SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSize, 1);
        var address = AddressOf(destination);
        if (payload.Length <= segmentSize)
        {
            return SendOne(address, payload);
        }

        return _canSegment ? SendSegmented(address, payload, segmentSize) : SendEach(address, payload, segmentSize);
    }

    private SendResult SendSegmented(SocketAddress address, ReadOnlySpan<byte> payload, int segmentSize)
    {
        if (!SetSegmentSize(segmentSize))
        {
            return SendEach(address, payload, segmentSize);
        }

        var result = Try(address, payload);
        if (result is SendResult.Sent or SendResult.Busy)
        {
            return result;
        }
        // Too large for the interface, or an interface that cannot segment: the single datagrams will tell which.
        var each = SendEach(address, payload, segmentSize);
        _canSegment = each != SendResult.Sent;
        return each;
    }

    private SendResult SendEach(SocketAddress address, ReadOnlySpan<byte> payload, int segmentSize)
    {
        while (payload.Length > 0)
        {
            var length = Math.Min(segmentSize, payload.Length);
            var result = SendOne(address, payload[..length]);
            if (result != SendResult.Sent)
            {
                return result;
            }

            payload = payload[length..];
        }

        return SendResult.Sent;
    }

    private SendResult SendOne(SocketAddress address, ReadOnlySpan<byte> payload)
    {
        if (_segmentSizeSet != 0 && payload.Length > _segmentSizeSet)
        {
            SetSegmentSize(0);
        }

        return Try(address, payload);
    }

    private bool SetSegmentSize(int size)
    {
        if (size == _segmentSizeSet)
        {
            return true;
        }

        _canSegment &= UdpOptions.SegmentSent(socket, size);
        _segmentSizeSet = _canSegment ? size : 0;
        return _canSegment;
    }

    private SendResult Try(SocketAddress address, ReadOnlySpan<byte> payload)
    {
        try
        {
            socket.SendTo(payload, SocketFlags.None, address);
            return SendResult.Sent;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode switch
            {
                SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable => SendResult.Busy,
                SocketError.MessageSize => SendResult.TooLarge,
                _ => SendResult.Unreachable,
            };
        }
        catch (ObjectDisposedException)
        {
            return SendResult.Unreachable;
        }
    }

    private SocketAddress AddressOf(IPEndPoint destination)
    {
        if (ReferenceEquals(destination, _lastDestination))
        {
            return _lastAddress!;
        }

        if (!_addresses.TryGetValue(destination, out var address))
        {
            if (_addresses.Count >= MaxCachedDestinations)
            {
                _addresses.Clear();
            }

            _addresses[destination] = address = Family(destination).Serialize();
        }

        (_lastDestination, _lastAddress) = (destination, address);
        return address;
    }

    private IPEndPoint Family(IPEndPoint destination) =>
        socket.AddressFamily == AddressFamily.InterNetworkV6 && destination.AddressFamily == AddressFamily.InterNetwork
            ? new IPEndPoint(destination.Address.MapToIPv6(), destination.Port)
            : destination;
}
