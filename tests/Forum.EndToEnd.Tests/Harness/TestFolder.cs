using System.Runtime.InteropServices;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A folder that is fresh for a test and goes with it.</summary>
internal sealed class TestFolder : IDisposable
{
    /// <summary>Its full path.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("forum-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => Path.Combine(FullName, name);

    /// <summary>Makes a named pipe in it.</summary>
    public void MakePipe(string name) => Assert.Equal(0, MakeFifo(File(name), 0b110_000_000));

    public void Dispose() => Directory.Delete(FullName, recursive: true);

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
