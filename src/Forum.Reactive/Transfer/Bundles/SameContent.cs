namespace Forum.Reactive.Transfer.Bundles;

/// <summary>Whether two files hold the same bytes.</summary>
internal static class SameContent
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Compares; what cannot be read, or is no regular file, is not the same.</summary>
    public static bool Of(string one, string other)
    {
        try
        {
            if (new FileInfo(other) is not { Exists: true, LinkTarget: null } file || Files.LinuxFiles.IsSpecial(other))
            {
                return false;
            }

            return file.Length == new FileInfo(one).Length && HaveSameBytes(one, other);
        }
        catch (Exception error) when (Files.FileTrouble.Is(error))
        {
            return false;
        }
    }

    private static bool HaveSameBytes(string one, string other)
    {
        using var first = File.OpenRead(one);
        using var second = File.OpenRead(other);
        var (ours, theirs) = (new byte[ChunkBytes], new byte[ChunkBytes]);
        while (first.ReadAtLeast(ours, ChunkBytes, throwOnEndOfStream: false) is > 0 and var read)
        {
            if (
                second.ReadAtLeast(theirs, read, throwOnEndOfStream: false) < read
                || !ours.AsSpan(0, read).SequenceEqual(theirs.AsSpan(0, read))
            )
            {
                return false;
            }
        }

        return true;
    }
}
