using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A file of random bytes that takes seconds to travel, for all tests of a class, and a look at what has arrived of it.</summary>
public sealed class LargeFile : IDisposable
{
    public const string Name = "large.bin";

    /// <summary>At packets of <see cref="SmallPackets"/>, seconds on any machine.</summary>
    public const int Size = 512 * 1024 * 1024;

    private const int Piece = 1024 * 1024;
    private readonly TestFolder _folder = new();

    /// <summary>Writes one.</summary>
    public LargeFile()
    {
        using var file = File.Create(_folder.File(Name));
        var piece = new byte[Piece];
        var random = new Random(1);
        for (var written = 0; written < Size; written += Piece)
        {
            random.NextBytes(piece);
            file.Write(piece);
        }
    }

    /// <summary>Options of both clients that make a file travel slowly.</summary>
    public static string[] SmallPackets => ["--mtu", "576"];

    /// <summary>Where it is written while it travels from yoda.</summary>
    internal static string PartIn(TestFolder downloads) => downloads.File($".yoda_{Name}.part");

    /// <summary>Where it is when it has arrived from yoda.</summary>
    internal static string ArrivedIn(TestFolder downloads) => downloads.File($"yoda_{Name}");

    /// <summary>Puts it into a client's folder.</summary>
    internal void LinkInto(TestFolder folder) => File.CreateSymbolicLink(folder.File(Name), _folder.File(Name));

    /// <summary>Puts one of its own into a client's folder, which may be changed.</summary>
    internal void CopyInto(TestFolder folder) => File.Copy(_folder.File(Name), folder.File(Name));

    /// <summary>Waits until a share of it is in the part, and the receiver has noted that it is.</summary>
    internal async Task HasArrived(TestFolder downloads, double share)
    {
        var part = PartIn(downloads);
        var expected = Read(_folder.File(Name), (long)(Size * share), 64);
        await Patience.Until(() => Read(part, (long)(Size * share), 64), seen => seen.SequenceEqual(expected));
        for (var note = 0; note < 2; note++)
        {
            var before = Read(part, Size, Piece);
            await Patience.Until(() => Read(part, Size, Piece), seen => !seen.SequenceEqual(before));
        }
    }

    /// <summary>Asserts that it has arrived as it was sent, and that nothing is left of the part.</summary>
    internal async Task IsWholeIn(TestFolder downloads)
    {
        Assert.Equal(await Digest(_folder.File(Name)), await Digest(ArrivedIn(downloads)));
        Assert.False(File.Exists(PartIn(downloads)));
    }

    /// <summary>Asserts that only a part of it is there.</summary>
    internal static void IsPartIn(TestFolder downloads)
    {
        Assert.True(File.Exists(PartIn(downloads)));
        Assert.False(File.Exists(ArrivedIn(downloads)));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>At most so many bytes from an offset; none where there is no file. It leaves the receiver's lock alone.</summary>
    private static byte[] Read(string path, long offset, int most)
    {
        using var file = new SafeFileHandle(Open(path, flags: 0), ownsHandle: true);
        var bytes = new byte[most];
        return file.IsInvalid ? [] : bytes[..RandomAccess.Read(file, bytes, offset)];
    }

    private static async Task<string> Digest(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file));
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
