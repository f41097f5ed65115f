using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Forum.Reactive.Views;

/// <summary>Which file it is that has a name, and how long it is (statx(2)); elsewhere than on Linux its length alone.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">The file in it.</param>
/// <param name="Length">Bytes.</param>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number, long Length)
{
    private const int WorkingDirectory = -100; // AT_FDCWD
    private const uint BasicFields = 0x7FF; // STATX_BASIC_STATS
    private const int AnswerSize = 256;

    /// <summary>The file that has this name now; null if there is none.</summary>
    public static FileIdentity? Of(string path)
    {
        var file = new FileInfo(path);
        if (!OperatingSystem.IsLinux())
        {
            return file.Exists ? new FileIdentity(0, 0, file.Length) : null;
        }

        Span<byte> answer = stackalloc byte[AnswerSize];
        return Status(WorkingDirectory, file.FullName, 0, BasicFields, answer) == 0 ? Read(answer) : null;
    }

    /// <summary>A file that is open.</summary>
    public static FileIdentity Of(SafeFileHandle file)
    {
        const int OfDescriptorItself = 0x1000; // AT_EMPTY_PATH
        Span<byte> answer = stackalloc byte[AnswerSize];
        return
            OperatingSystem.IsLinux()
            && Status((int)file.DangerousGetHandle(), "", OfDescriptorItself, BasicFields, answer) == 0
            ? Read(answer)
            : new FileIdentity(0, 0, RandomAccess.GetLength(file));
    }

    private static FileIdentity Read(ReadOnlySpan<byte> answer) =>
        new(
            BinaryPrimitives.ReadUInt64LittleEndian(answer[136..]),
            BinaryPrimitives.ReadUInt64LittleEndian(answer[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(answer[40..])
        );

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(int folder, string path, int flags, uint mask, Span<byte> answer);
}
