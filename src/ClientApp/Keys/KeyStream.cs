using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Forum.ClientApp.Keys;

/// <summary>The keys of a terminal as an observable.</summary>
internal static class KeyStream
{
    /// <summary>How long an ESC waits for the rest of a sequence before it is the Escape key.</summary>
    public static readonly TimeSpan EscapeDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Decodes chunks of bytes; each chunk is followed by a silence, unless another comes first.</summary>
    /// <remarks>Completes and fails with its source. One decoder a subscription. Keys come on the source's thread or, for
    /// a lone Escape, on the scheduler's; never two at once.</remarks>
    public static IObservable<Key> DecodeKeys(this IObservable<ReadOnlyMemory<byte>> chunks, IScheduler scheduler) =>
        Observable.Defer(() =>
        {
            var decoder = new KeyDecoder();
            return chunks
                .Select(chunk => Observable.Return<ReadOnlyMemory<byte>?>(chunk).Concat(Silence(scheduler)))
                .Switch()
                .SelectMany(chunk => chunk is { } bytes ? decoder.Feed(bytes.Span) : decoder.Silence());
        });

    private static IObservable<ReadOnlyMemory<byte>?> Silence(IScheduler scheduler) =>
        Observable.Timer(EscapeDelay, scheduler).Select(_ => (ReadOnlyMemory<byte>?)null);
}
