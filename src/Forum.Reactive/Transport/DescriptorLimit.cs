using System.Runtime.InteropServices;

namespace Forum.Reactive.Transport;

/// <summary>How many descriptors (files, sockets) the system grants this program, and how many connections that allows.</summary>
internal static partial class DescriptorLimit
{
    /// <summary>Kept back for the program's own files: those it writes anew, logs, libraries that are loaded late.</summary>
    public const int KeptBack = 48;

    private const int OpenFiles = 7; // RLIMIT_NOFILE

    /// <summary>Raises the soft limit to the hard one.</summary>
    /// <returns>The limit; null where it is not known.</returns>
    public static unsafe int? Raise()
    {
        if (!LinuxTcp.IsSupported)
        {
            return null;
        }

        Limit limit;
        if (getrlimit(OpenFiles, &limit) != 0)
        {
            return null;
        }

        var raised = limit with { Soft = limit.Hard };
        var granted = limit.Soft < limit.Hard && setrlimit(OpenFiles, &raised) == 0 ? limit.Hard : limit.Soft;
        return (int)Math.Min(granted, int.MaxValue);
    }

    /// <summary>How many descriptors this program has open just now.</summary>
    public static int Used() => Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : 0;

    /// <summary>How many connections there is room for, when so many are granted and used.</summary>
    public static int MostConnections(int granted, int used) => Math.Max(0, granted - used - KeptBack);

    [LibraryImport("libc")]
    private static unsafe partial int getrlimit(int resource, Limit* limit);

    [LibraryImport("libc")]
    private static unsafe partial int setrlimit(int resource, Limit* limit);

    private readonly record struct Limit
    {
        public ulong Soft { get; init; }

        public ulong Hard { get; init; }
    }
}
