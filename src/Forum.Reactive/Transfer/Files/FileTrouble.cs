namespace Forum.Reactive.Transfer.Files;

/// <summary>What file systems throw.</summary>
internal static class FileTrouble
{
    private const int DiskFull = 28; // ENOSPC: the system's own number on Unix

    /// <summary>In words for a user, without a path and without a full stop.</summary>
    public static string Reason(Exception error) =>
        error is IOException { HResult: DiskFull } ? "the disk is full" : error.Message.TrimEnd('.');

    /// <summary>
    /// Whether it comes from a file, also from one that is being closed. A file too large for its file system (EFBIG) is an
    /// <see cref="ArgumentOutOfRangeException"/> to the base class library.
    /// </summary>
    public static bool Is(Exception error) =>
        error
            is IOException
                or UnauthorizedAccessException
                or ObjectDisposedException
                or NotSupportedException
                or ArgumentOutOfRangeException
                or OperationCanceledException;
}
