using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Forum.Reactive.Transport;

/// <summary>The calls of Linux that one thread needs to serve many TCP connections: epoll(7), eventfd(2), accept4(2).</summary>
internal static partial class LinuxTcp
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Error = 0x008;
    public const uint HangUp = 0x010;

    public const int Add = 1;
    public const int Delete = 2;
    public const int Modify = 3;

    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int NoMoreDescriptors = 24;
    public const int NoMoreDescriptorsAtAll = 23;
    public const int InProgress = 115;
    private const int NotImplemented = 38;
    private const int SocketLevel = 1;
    private const int DuplicateCloseOnExec = 1030;
    private const int SocketPendingError = 4;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int NoSignal = 0x4000;
    private const int SocketAddressSize = 28;
    private const int AddressFamilyInet = 2;

    /// <summary>Bytes of a struct epoll_event: packed on x86-64 only.</summary>
    public static readonly int EventSize = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 12 : 16;

    private static readonly int DataOffset = EventSize - sizeof(long);
    private static volatile bool s_waitsExactly = true;

    /// <summary>Whether this system has these calls as they are declared here.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public static int LastError => Marshal.GetLastPInvokeError();

    public static int CreateEpoll() => epoll_create1(CloseOnExec);

    public static int CreateEvent() => eventfd(0, CloseOnExec | NonBlocking);

    public static unsafe int Control(int epoll, int operation, int descriptor, uint events, long data)
    {
        var buffer = stackalloc byte[16];
        *(uint*)buffer = events;
        *(long*)(buffer + DataOffset) = data;
        return epoll_ctl(epoll, operation, descriptor, buffer);
    }

    /// <param name="epoll">Where to wait.</param>
    /// <param name="events">Room for what happened: see <see cref="EventAt"/>.</param>
    /// <param name="timeout">Exact to the nanosecond where the kernel has epoll_pwait2 (5.11), else to the millisecond, rounded up.</param>
    public static unsafe int Wait(int epoll, Span<byte> events, TimeSpan timeout)
    {
        fixed (byte* buffer = events)
        {
            var room = events.Length / EventSize;
            if (timeout <= TimeSpan.Zero)
            {
                return epoll_wait(epoll, buffer, room, timeout == TimeSpan.Zero ? 0 : -1);
            }

            return s_waitsExactly
                ? WaitExactly(epoll, buffer, room, timeout)
                : WaitRoughly(epoll, buffer, room, timeout);
        }
    }

    public static (uint Events, long Data) EventAt(ReadOnlySpan<byte> events, int index)
    {
        var at = events.Slice(index * EventSize, EventSize);
        return (MemoryMarshal.Read<uint>(at), MemoryMarshal.Read<long>(at[DataOffset..]));
    }

    /// <returns>A descriptor, or -1.</returns>
    public static unsafe int Accept(int listener, out IPEndPoint? remote)
    {
        var address = stackalloc byte[SocketAddressSize];
        var length = SocketAddressSize;
        var descriptor = accept4(listener, address, &length, CloseOnExec | NonBlocking);
        remote = descriptor < 0 ? null : Parse(new ReadOnlySpan<byte>(address, length));
        return descriptor;
    }

    /// <summary>Another descriptor of <paramref name="socket"/>, which is the caller's to close; -1 if there are none left.</summary>
    public static int Duplicate(Socket socket) => fcntl((int)socket.Handle, DuplicateCloseOnExec, 0);

    /// <returns>0, or the number of the error: <see cref="InProgress"/> as a rule.</returns>
    public static unsafe int Connect(int descriptor, IPEndPoint remote)
    {
        var address = remote.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            return connect(descriptor, bytes, address.Size) == 0 ? 0 : LastError;
        }
    }

    /// <summary>What became of a connect that was in progress: 0, or the number of an error.</summary>
    public static unsafe int PendingError(int descriptor)
    {
        int error;
        var length = sizeof(int);
        return getsockopt(descriptor, SocketLevel, SocketPendingError, &error, &length) == 0 ? error : LastError;
    }

    /// <summary>The runtime's name for an error of the system.</summary>
    public static SocketException ExceptionOf(int error) =>
        new(
            (int)(
                error switch
                {
                    13 or 1 => SocketError.AccessDenied,
                    97 => SocketError.AddressFamilyNotSupported,
                    99 => SocketError.AddressNotAvailable,
                    100 => SocketError.NetworkDown,
                    101 => SocketError.NetworkUnreachable,
                    104 => SocketError.ConnectionReset,
                    110 => SocketError.TimedOut,
                    111 => SocketError.ConnectionRefused,
                    112 => SocketError.HostDown,
                    113 => SocketError.HostUnreachable,
                    _ => SocketError.SocketError,
                }
            )
        );

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

    /// <summary>Nothing more will be sent.</summary>
    public static int ShutDownSending(int descriptor) => shutdown(descriptor, 1);

    public static int ShutDown(int descriptor) => shutdown(descriptor, 2);

    public static int Close(int descriptor) => close(descriptor);

    /// <summary>Makes an eventfd readable.</summary>
    public static unsafe void Signal(int descriptor)
    {
        long one = 1;
        _ = write(descriptor, &one, sizeof(long));
    }

    /// <summary>Makes an eventfd unreadable.</summary>
    public static unsafe void Clear(int descriptor)
    {
        long count;
        _ = read(descriptor, &count, sizeof(long));
    }

    private static unsafe int WaitExactly(int epoll, byte* events, int room, TimeSpan timeout)
    {
        var time = new LinuxUdp.TimeSpec(timeout);
        try
        {
            var count = epoll_pwait2(epoll, events, room, &time, null);
            if (count >= 0 || LastError != NotImplemented)
            {
                return count;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library.
        }

        s_waitsExactly = false;
        return WaitRoughly(epoll, events, room, timeout);
    }

    private static unsafe int WaitRoughly(int epoll, byte* events, int room, TimeSpan timeout) =>
        epoll_wait(epoll, events, room, (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue));

    private static IPEndPoint Parse(ReadOnlySpan<byte> address)
    {
        int port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        if (MemoryMarshal.Read<ushort>(address) == AddressFamilyInet)
        {
            return new IPEndPoint(new IPAddress(address.Slice(4, 4)), port);
        }

        var ip = new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..]));
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, port);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_ctl(int epoll, int operation, int descriptor, byte* @event);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_wait(int epoll, byte* events, int count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_pwait2(
        int epoll,
        byte* events,
        int count,
        LinuxUdp.TimeSpec* timeout,
        void* signals
    );

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int accept4(int descriptor, byte* address, int* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int connect(int descriptor, byte* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int getsockopt(int descriptor, int level, int name, int* value, int* length);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recv(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint send(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int descriptor, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint write(int descriptor, void* buffer, nuint length);
}
