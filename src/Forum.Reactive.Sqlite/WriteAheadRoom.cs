namespace Forum.Reactive.Sqlite;

/// <summary>
/// Makes the write-ahead log as long as it is going to be, before it is needed: a sync of bytes that have their place on the disk
/// already takes half as long as one after which the file system must also write down where they are.
/// </summary>
internal static class WriteAheadRoom
{
    private const int Step = 256 * 1024;

    /// <summary>Appends zeros, which are no frames to SQLite; none if there is no room for them.</summary>
    /// <remarks>Before anything is written through SQLite that would stand where the zeros come.</remarks>
    public static void Make(string database, long size)
    {
        try
        {
            using var file = new FileStream(
                database + "-wal",
                FileMode.Open,
                FileAccess.Write,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
            Fill(file, size);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is only slower without.
        }
    }

    private static void Fill(FileStream file, long size)
    {
        var before = file.Length;
        try
        {
            file.Seek(0, SeekOrigin.End);
            for (var zeros = new byte[Step]; file.Length < size; )
            {
                file.Write(zeros, 0, (int)Math.Min(Step, size - file.Length));
            }

            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            file.SetLength(before); // Others need the room that is left.
            throw;
        }
    }
}
