using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// Opens a file to write that nobody else reads or writes meanwhile. In a folder that others can write to, a link must not lead
/// elsewhere, and a pipe must not be waited for (<c>open(2)</c>: O_NOFOLLOW, O_NONBLOCK, mode 0600).
/// </summary>
internal static partial class PrivateFile
{
    private const int ReadWrite = 2; // O_RDWR
    private const int Create = 0x40; // O_CREAT
    private const int NonBlocking = 0x800; // O_NONBLOCK
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int ExclusiveAtOnce = 2 | 4; // LOCK_EX | LOCK_NB
    private const int PermissionDenied = 13; // EACCES
    private const int WouldBlock = 11; // EWOULDBLOCK
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // O_NOFOLLOW is the one flag of these that differs between processors.
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture
        is Architecture.Arm
            or Architecture.Arm64
        ? 0x8000
        : 0x20000;

    /// <exception cref="IOException">It is in use, a link, or no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to, or is another user's.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileInfo(path).LinkTarget is null
                ? File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                : throw new IOException($"{path} is a link");
        }

        var handle = new SafeFileHandle(OpenDescriptor(path), ownsHandle: true);
        try
        {
            Claim(handle, path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static nint OpenDescriptor(string path)
    {
        var flags = ReadWrite | Create | NonBlocking | CloseOnExec | NoFollow;
        var descriptor = OpenWith(path, flags, (uint)OwnerOnly);
        if (descriptor >= 0)
        {
            return descriptor;
        }

        var error = Marshal.GetLastPInvokeError();
        var words = $"{Marshal.GetPInvokeErrorMessage(error)}: {path}";
        throw error == PermissionDenied ? new UnauthorizedAccessException(words) : new IOException(words);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Claim(SafeFileHandle handle, string path)
    {
        if (!LinuxFiles.IsRegular(handle))
        {
            throw new IOException($"{path} is not a regular file");
        }

        if (Lock(handle, ExclusiveAtOnce) != 0 && Marshal.GetLastPInvokeError() == WouldBlock)
        {
            throw new IOException($"{path} is in use");
        }

        File.SetUnixFileMode(handle, OwnerOnly);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenWith(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
