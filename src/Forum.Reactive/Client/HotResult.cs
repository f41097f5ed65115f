using System.Reactive.Linq;

namespace Forum.Reactive.Client;

internal static class HotResult
{
    /// <summary>Subscribes at once and once, and keeps the last value or the error for all who subscribe later.</summary>
    public static IObservable<T> Hot<T>(this IObservable<T> source)
    {
        var result = source.PublishLast();
        result.Connect(); // Ends with the source, which ends with the connection.
        return result;
    }
}
