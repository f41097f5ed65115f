using System.Runtime.InteropServices;

namespace Forum.Reactive.Transport;

/// <summary>How many descriptors (files, sockets) the system grants this program, and how many connections that allows.</summary>
internal static partial class DescriptorLimit
{
    /// <summary>Descriptors that must be left for a server to begin.</summary>
    private const int Fewest = 32;

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

    /// <summary>
    /// How many of the descriptors that are left may be connections: a quarter of them, from 8 to 48, is kept back for the program's
    /// own files (those it writes anew, logs, what is loaded late). None where fewer than <see cref="Fewest"/> are left: the runtime
    /// itself could not go on.
    /// </summary>
    public static int RoomForConnections(int granted, int used)
    {
        var left = Math.Max(0, granted - used);
        return left < Fewest ? 0 : left - Math.Clamp(left / 4, 8, 48);
    }

    /// <summary>How many of these can be served, when one in eight may be there only to be told that there is no room.</summary>
    public static int Served(int room) => room - ((room + 7) / 8);

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
