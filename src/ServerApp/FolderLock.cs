using System.Globalization;

namespace Forum.ServerApp;

/// <summary>
/// A folder that is this server's alone while this is there: another one would overwrite its files. The system lets go of it when the
/// process ends, however that comes.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string LockFile = ".forum.lock";
    private const string ProcessFile = ".forum.pid";
    private const int WouldBlockOnLinux = 11; // EWOULDBLOCK
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020); // Windows

    private readonly FileStream _lock;
    private readonly string _process;

    private FolderLock(FileStream held, string process) => (_lock, _process) = (held, process);

    /// <summary>Takes a folder; makes it if need be.</summary>
    /// <exception cref="StartException">Another server has it, or it cannot be written to.</exception>
    public static FolderLock Take(string folder)
    {
        var process = Path.Combine(folder, ProcessFile);
        try
        {
            Directory.CreateDirectory(folder);
            var name = Path.Combine(folder, LockFile);
            var held = new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(process, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new FolderLock(held, process);
        }
        catch (IOException error) when (error.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation)
        {
            throw new StartException(
                $"Another server (process {Holder(process)}) writes its files into {Path.GetFullPath(folder)}. Give this one another --log-dir."
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Cannot write into {folder}: {error.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_process); // The other file stays: whoever removed it might remove a lock that the next server has already.
        _lock.Dispose();
    }

    private static string Holder(string process)
    {
        try
        {
            return File.ReadAllText(process);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
