namespace Forum.Reactive.Transfer.Files;

/// <summary>What file systems throw.</summary>
internal static class FileTrouble
{
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
