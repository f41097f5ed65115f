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
    private readonly Socket socket;
    private readonly int file;
    private readonly int alarm;
    private readonly byte[] buffers = Pinned<byte>(Messages * BufferBytes);
    private readonly byte[] addresses = Pinned<byte>(Messages * AddressBytes);
    private readonly LinuxUdp.IoVector[] vectors = Pinned<LinuxUdp.IoVector>(Messages);
    private readonly LinuxUdp.SegmentSizeControl[] controls = Pinned<LinuxUdp.SegmentSizeControl>(Messages);
    private readonly LinuxUdp.MultiMessageHeader[] headers = Pinned<LinuxUdp.MultiMessageHeader>(Messages);
    private readonly EndPointCache endPoints = new();
    private readonly Lock alarmGate = new();
    private int lastBatchBytes;
    private bool isClosed; // Protected by the gate of the alarm.

    public LinuxUdpReceiver(Socket socket)
    {
        this.socket = socket;
        file = (int)socket.SafeHandle.DangerousGetHandle();
        alarm = LinuxUdp.OpenEvent(0, LinuxUdp.EventNonBlocking | LinuxUdp.EventCloseOnExec);
        UdpOptions.CoalesceReceived(socket);
        for (var index = 0; index < Messages; index++)
            Lay(index);
    }

    public void OnLoopThread() => LinuxUdp.WakePunctually();

    public void Wake()
    {
        ulong one = 1;
        lock (alarmGate)
        {
            // Once it is closed its number may be another file's.
            if (!isClosed)
                LinuxUdp.Write(alarm, &one, sizeof(ulong));
        }
    }

    public void Wait(TimeSpan timeout)
    {
        var wait = timeout > SpinBelow ? timeout.Ticks : 0;
        var time = new LinuxUdp.TimeSpec
        {
            Seconds = wait / TimeSpan.TicksPerSecond,
            Nanoseconds = wait % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
        };
        var entries = stackalloc LinuxUdp.PollEntry[2];
        entries[0] = new LinuxUdp.PollEntry { File = file, Events = LinuxUdp.PollIn };
        entries[1] = new LinuxUdp.PollEntry { File = alarm, Events = LinuxUdp.PollIn };
        LinuxUdp.Poll(entries, 2, &time, null);
        ulong ignored;
        if (entries[1].Returned != 0)
            LinuxUdp.Read(alarm, &ignored, sizeof(ulong));
    }

    public bool Receive(IObserver<Datagram>? observer)
    {
        // Large datagrams a few at a time, so that they are still in the cache when they are looked at.
        var most = lastBatchBytes > LargeBatchBytes ? MessagesOfLargeBatch : Messages;
        var received = LinuxUdp.ReceiveMany(file, Pointer(headers), (uint)most, LinuxUdp.DontWait, null);
        lastBatchBytes = 0;
        for (var index = 0; index < received; index++)
        {
            lastBatchBytes += (int)headers[index].Length;
            Deliver(observer, index, index == received - 1);
            Reset(index);
        }

        return received > 0;
    }

    public void Dispose()
    {
        lock (alarmGate)
        {
            if (!isClosed)
                LinuxUdp.Close(alarm);
            isClosed = true;
        }

        GC.KeepAlive(socket);
    }

    private void Deliver(IObserver<Datagram>? observer, int index, bool isLast)
    {
        ref var message = ref headers[index];
        var length = (int)message.Length;
        var source = endPoints.Find(
            addresses.AsSpan(index * AddressBytes, (int)Math.Min(message.Header.NameLength, AddressBytes)));
        var segment = SegmentSize(index, length);
        var offset = 0;

        // An empty datagram is delivered as well: it may be the last of the batch.
        do
        {
            var size = Math.Min(segment, length - offset);
            var payload = buffers.AsMemory((index * BufferBytes) + offset, size);
            observer?.OnNext(new Datagram(payload, source, isLast && offset + size == length));
            offset += segment;
        }
        while (offset < length);
    }

    private int SegmentSize(int index, int length)
    {
        ref var control = ref controls[index];
        var coalesced = headers[index].Header.ControlLength > 0 && control is { Level: UdpLevel, Type: UdpGro };
        return coalesced && control.SegmentSize > 0 ? control.SegmentSize : Math.Max(length, 1);
    }

    private void Lay(int index)
    {
        vectors[index] = new LinuxUdp.IoVector { Base = Pointer(buffers) + (index * BufferBytes), Length = BufferBytes };
        headers[index].Header = new LinuxUdp.MessageHeader
        {
            Name = Pointer(addresses) + (index * AddressBytes),
            Vectors = Pointer(vectors) + index,
            VectorCount = 1,
            Control = Pointer(controls) + index,
        };
        Reset(index);
    }

    private void Reset(int index)
    {
        headers[index].Header.NameLength = AddressBytes;
        headers[index].Header.ControlLength = (nuint)sizeof(LinuxUdp.SegmentSizeControl);
    }

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);

    private static T* Pointer<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[0]);
}
