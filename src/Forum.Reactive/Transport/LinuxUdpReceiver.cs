using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Forum.Reactive.Transport;

/// <summary>
/// Receives many datagrams a call (<c>recvmmsg</c>), several of one flow in one buffer where the kernel coalesces them
/// (<c>UDP_GRO</c>), and waits with the precision of <c>ppoll</c>.
/// </summary>
internal sealed unsafe class LinuxUdpReceiver : IUdpReceiver
{
    private const int Messages = 16;
    private const int MessagesOfLargeBatch = 2;
    private const int LargeBatchBytes = 64 * 1024;
    private const int BufferBytes = 65536;
    private const int AddressBytes = 28;
    private const int UdpLevel = 17;
    private const int UdpGro = 104;
    private static readonly TimeSpan SpinBelow = TimeSpan.FromMicroseconds(15);
    private readonly Socket _socket;
    private readonly int _file;
    private readonly int _alarm;
    private readonly byte[] _buffers = Pinned<byte>(Messages * BufferBytes);
    private readonly byte[] _addresses = Pinned<byte>(Messages * AddressBytes);
    private readonly LinuxUdp.IoVector[] _vectors = Pinned<LinuxUdp.IoVector>(Messages);
    private readonly LinuxUdp.SegmentSizeControl[] _controls = Pinned<LinuxUdp.SegmentSizeControl>(Messages);
    private readonly LinuxUdp.MultiMessageHeader[] _headers = Pinned<LinuxUdp.MultiMessageHeader>(Messages);
    private readonly EndPointCache _endPoints = new();
    private readonly Lock _alarmGate = new();
    private int _lastBatchBytes;
    private bool _isClosed; // Protected by the gate of the alarm.

    public LinuxUdpReceiver(Socket socket)
    {
        _socket = socket;
        _file = (int)socket.SafeHandle.DangerousGetHandle();
        _alarm = LinuxUdp.OpenEvent(0, LinuxUdp.EventNonBlocking | LinuxUdp.EventCloseOnExec);
        UdpOptions.CoalesceReceived(socket);
        for (var index = 0; index < Messages; index++)
        {
            Lay(index);
        }
    }

    public void OnLoopThread() => LinuxUdp.WakePunctually();

    public void Wake()
    {
        ulong one = 1;
        lock (_alarmGate)
        {
            // Once it is closed its number may be another file's.
            if (!_isClosed)
            {
                LinuxUdp.Write(_alarm, &one, sizeof(ulong));
            }
        }
    }

    public void Wait(TimeSpan timeout)
    {
        var time = new LinuxUdp.TimeSpec(timeout > SpinBelow ? timeout : TimeSpan.Zero);
        var entries = stackalloc LinuxUdp.PollEntry[2];
        entries[0] = new LinuxUdp.PollEntry { File = _file, Events = LinuxUdp.PollIn };
        entries[1] = new LinuxUdp.PollEntry { File = _alarm, Events = LinuxUdp.PollIn };
        LinuxUdp.Poll(entries, 2, &time, null);
        ulong ignored;
        if (entries[1].Returned != 0)
        {
            LinuxUdp.Read(_alarm, &ignored, sizeof(ulong));
        }
    }

    public bool Receive(IObserver<Datagram>? observer)
    {
        // Large datagrams a few at a time, so that they are still in the cache when they are looked at.
        var most = _lastBatchBytes > LargeBatchBytes ? MessagesOfLargeBatch : Messages;
        var received = LinuxUdp.ReceiveMany(_file, Pointer(_headers), (uint)most, LinuxUdp.DontWait, null);
        _lastBatchBytes = 0;
        try
        {
            for (var index = 0; index < received; index++)
            {
                _lastBatchBytes += (int)_headers[index].Length;
                Deliver(observer, index, index == received - 1);
            }
        }
        finally
        {
            for (var index = 0; index < received; index++)
            {
                Reset(index); // Also of those that were not delivered, since the observer threw.
            }
        }

        return received > 0;
    }

    public void Dispose()
    {
        lock (_alarmGate)
        {
            if (!_isClosed)
            {
                LinuxUdp.Close(_alarm);
            }

            _isClosed = true;
        }

        GC.KeepAlive(_socket);
    }

    private void Deliver(IObserver<Datagram>? observer, int index, bool isLast)
    {
        ref var message = ref _headers[index];
        var length = (int)message.Length;
        var source = _endPoints.Find(
            _addresses.AsSpan(index * AddressBytes, (int)Math.Min(message.Header.NameLength, AddressBytes))
        );
        var segment = SegmentSize(index, length);
        var offset = 0;

        // An empty datagram is delivered as well: it may be the last of the batch.
        do
        {
            var size = Math.Min(segment, length - offset);
            var payload = _buffers.AsMemory((index * BufferBytes) + offset, size);
            observer?.OnNext(new Datagram(payload, source, isLast && offset + size == length));
            offset += segment;
        } while (offset < length);
    }

    private int SegmentSize(int index, int length)
    {
        ref var control = ref _controls[index];
        var coalesced = _headers[index].Header.ControlLength > 0 && control is { Level: UdpLevel, Type: UdpGro };
        return coalesced && control.SegmentSize > 0 ? control.SegmentSize : Math.Max(length, 1);
    }

    private void Lay(int index)
    {
        _vectors[index] = new LinuxUdp.IoVector
        {
            Base = Pointer(_buffers) + (index * BufferBytes),
            Length = BufferBytes,
        };
        _headers[index].Header = new LinuxUdp.MessageHeader
        {
            Name = Pointer(_addresses) + (index * AddressBytes),
            Vectors = Pointer(_vectors) + index,
            VectorCount = 1,
            Control = Pointer(_controls) + index,
        };
        Reset(index);
    }

    private void Reset(int index)
    {
        _headers[index].Header.NameLength = AddressBytes;
        _headers[index].Header.ControlLength = (nuint)sizeof(LinuxUdp.SegmentSizeControl);
    }

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);

    private static T* Pointer<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[0]);
}
