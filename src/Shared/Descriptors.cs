using System.Runtime.InteropServices;

namespace Forum.Programs;

/// <summary>The descriptors 0, 1 and 2 as the system has them (fcntl(2), write(2)).</summary>
internal static partial class Descriptors
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const int ReadWrite = 2; // O_RDWR
    private const int Interrupted = 4; // EINTR
    private const int TryAgainOnLinux = 11; // EAGAIN
    private const int TryAgainOnMac = 35;
    private const short CanWrite = 4; // POLLOUT

    /// <summary>
    /// Whether a descriptor came from whoever started the program. Where it was closed, the runtime may have given its number to a pipe
    /// or a file of its own, and what is printed would go there: that can be told by a flag that the runtime sets for all it
    /// opens, and that nothing inherited can have. Where nobody has the number yet, something harmless takes it.
    /// </summary>
    public static bool IsInherited(int descriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        var flags = Control(descriptor, GetFlags);
        if (flags < 0)
        {
            _ = OpenFile("/dev/null", ReadWrite); // It gets the lowest number that is free.
        }

        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    /// <summary>Writes all of it, however long that takes.</summary>
    /// <exception cref="IOException">It cannot be written: nobody will ever read it, or there is no room.</exception>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = WriteBytes(descriptor, bytes, (nuint)bytes.Length);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
            }
            else
            {
                AwaitRoom(descriptor, Marshal.GetLastPInvokeError());
            }
        }
    }

    private static void AwaitRoom(int descriptor, int error)
    {
        if (error is TryAgainOnLinux or TryAgainOnMac)
        {
            var entry = new PollEntry { Descriptor = descriptor, Events = CanWrite };
            _ = Poll(ref entry, 1, -1);
        }
        else if (error != Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint WriteBytes(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeout);
}
