using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Forum.Load.Net;

/// <summary>The system calls of a load generator with one thread: epoll(7) and plain sockets.</summary>
internal static partial class Libc
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const int Add = 1;
    public const int Modify = 3;
    public const int Interrupted = 4;
    public const int WouldBlock = 11;

    private const int NoSignal = 0x4000;

    /// <summary>Bytes of a struct epoll_event: packed on x86-64 only.</summary>
    public static readonly int EventSize = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 12 : 16;

    public static int LastError => Marshal.GetLastPInvokeError();

    public static int CreateEpoll() => epoll_create1(0);

    public static unsafe int Control(int epoll, int operation, int descriptor, uint events, long data)
    {
        var buffer = stackalloc byte[16];
        *(uint*)buffer = events;
        *(long*)(buffer + EventSize - sizeof(long)) = data;
        return epoll_ctl(epoll, operation, descriptor, buffer);
    }

    public static unsafe int Wait(int epoll, Span<byte> events, int timeoutMilliseconds)
    {
        fixed (byte* buffer = events)
        {
            return epoll_wait(epoll, buffer, events.Length / EventSize, timeoutMilliseconds);
        }
    }

    public static (uint Events, int Data) EventAt(ReadOnlySpan<byte> events, int index)
    {
        var at = events.Slice(index * EventSize, EventSize);
        return (MemoryMarshal.Read<uint>(at), MemoryMarshal.Read<int>(at[(EventSize - sizeof(long))..]));
    }

    public static unsafe int Receive(int descriptor, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)recv(descriptor, bytes, (nuint)buffer.Length, 0);
        }
    }

    public static unsafe int Send(int descriptor, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)send(descriptor, bytes, (nuint)buffer.Length, NoSignal);
        }
    }

    /// <summary>A connected, non-blocking socket to <paramref name="port"/> of this machine.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            socket.Blocking = false;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_ctl(int epoll, int operation, int descriptor, byte* @event);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_wait(int epoll, byte* events, int count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recv(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint send(int descriptor, byte* buffer, nuint length, int flags);
}
