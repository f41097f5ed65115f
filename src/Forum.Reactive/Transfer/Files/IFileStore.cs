namespace Forum.Reactive.Transfer.Files;

/// <summary>
/// The files that transfers touch: those that are sent, and the downloads folder with its parts. Names are without a
/// folder and have passed <see cref="StoredName"/>. All methods throw <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/> for what the system refuses, and may be called from several threads.
/// </summary>
public interface IFileStore
{
    /// <summary>Bytes that the downloads folder still takes; <see cref="long.MaxValue"/> if nobody knows.</summary>
    long FreeBytes { get; }

    /// <summary>Opens a file of the user's to send it.</summary>
    IStoredFile OpenSource(string path);

    /// <summary>Opens the part of a download, made if it is not there, for this caller alone.</summary>
    /// <exception cref="IOException">It is in use, among other causes.</exception>
    IStoredFile OpenPart(string name);

    /// <summary>Opens a finished download for reading; null if there is none of this name that can be read.</summary>
    IStoredFile? OpenFinished(string name);

    /// <summary>Whether a file of this name is in the downloads folder.</summary>
    bool Exists(string name);

    /// <summary>Gives a part its final name, durably; false, and nothing done, if there is a file of that name.</summary>
    bool TryPublish(string part, string name);

    /// <summary>
    /// Where what was published, or was there already, under a name is to be found: the name itself, unless it became something else.
    /// </summary>
    string PlaceOf(string name) => name;

    /// <summary>What may be parts in the downloads folder: hidden files whose names end with <c>.part</c>, in any order.</summary>
    IReadOnlyList<StoredPart> FindParts();

    /// <summary>Removes a part.</summary>
    void Delete(string name);
}

/// <summary>A part in the downloads folder.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="WrittenAt">When it was last written to.</param>
public readonly record struct StoredPart(string Name, DateTimeOffset WrittenAt);

/// <summary>An open file. Reading and writing at an offset may be done from several threads at once.</summary>
public interface IStoredFile : IDisposable
{
    /// <summary>Its length in bytes now.</summary>
    long Length { get; }

    /// <summary>Changes when the content does: the time of the last write in ticks.</summary>
    long Version { get; }

    /// <summary>What travels besides the content; null where nothing is known.</summary>
    FileDetails? Details => null;

    /// <summary>Gives the file its details, after all else was written.</summary>
    void Apply(FileDetails details) { }

    /// <summary>Reads up to <paramref name="target"/>'s length; fewer bytes only at the end of the file.</summary>
    int Read(Span<byte> target, long offset);

    /// <summary>Writes all of <paramref name="source"/>.</summary>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Cuts or lengthens the file; what is new reads as zeros and need not take space.</summary>
    void SetLength(long length);

    /// <summary>Returns when everything written before the call is durable.</summary>
    void Flush();
}
