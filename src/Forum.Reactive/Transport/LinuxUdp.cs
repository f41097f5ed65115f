using System.Runtime.InteropServices;

namespace Forum.Reactive.Transport;

/// <summary>System calls of 64-bit Linux that the base class library does not offer.</summary>
internal static unsafe partial class LinuxUdp
{
    public const int DontWait = 0x40;
    public const int EventNonBlocking = 0x800;
    public const int EventCloseOnExec = 0x80000;
    public const short PollIn = 1;
    private const int SetTimerSlack = 29;

    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Has the kernel end this thread's waits on time instead of 50 µs late (<c>prctl(2)</c>).</summary>
    public static void WakePunctually() => _ = Prctl(SetTimerSlack, 1, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(
        int socket,
        MultiMessageHeader* messages,
        uint count,
        int flags,
        void* timeout
    );

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int OpenEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec(TimeSpan time)
    {
        public long Seconds = time.Ticks / TimeSpan.TicksPerSecond;
        public long Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct mmsghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MultiMessageHeader
    {
        public MessageHeader Header;
        public uint Length;
    }

    /// <summary><c>struct cmsghdr</c> with an <c>int</c> behind it: the size of coalesced datagrams.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SegmentSizeControl
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int SegmentSize;
        public int Padding;
    }
}
