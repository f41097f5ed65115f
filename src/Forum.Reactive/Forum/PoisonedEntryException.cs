using Forum.Reactive.Log;

namespace Forum.Reactive.Forum;

/// <summary>A rule failed on an entry, which changed nothing and was refused; every node that reads the log does the same.</summary>
public sealed class PoisonedEntryException : Exception
{
    internal PoisonedEntryException(long position, ActKind kind, Exception inner)
        : base(
            $"Entry {position} of the log ({kind}) could not be carried out and was passed over: {inner.Message}",
            inner
        ) => Position = position;

    /// <summary>Its position in the log.</summary>
    public long Position { get; }
}
