using System.Buffers;
using System.Reactive.Linq;

namespace Forum.Reactive.Views;

/// <summary>A text file that a view writes and others may read at any time.</summary>
public interface ITextFile : IDisposable
{
    /// <summary>
    /// Says that the file is not any more what was written: somebody removed, moved or cut it. Told once; the next
    /// <see cref="Replace"/> makes it whole. Ticks on any thread. Where nothing is said of it, never.
    /// </summary>
    IObservable<Exception> Damage => Observable.Never<Exception>();

    /// <summary>Adds whole lines at the end.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    void Append(ReadOnlySpan<byte> lines);

    /// <summary>Puts what <paramref name="write"/> writes in place of the content, at once: a reader sees the one or the other.</summary>
    /// <exception cref="IOException">It could not be written; the old content is still there.</exception>
    void Replace(Action<IBufferWriter<byte>> write);
}
