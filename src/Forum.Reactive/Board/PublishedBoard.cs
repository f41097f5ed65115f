using DynamicData;

namespace Forum.Reactive.Board;

/// <summary>The board as others see it: whole batches only, and what is read takes no lock.</summary>
internal sealed class PublishedBoard(IObservableCache<Message, long> cache) : IMessageBoard
{
    private BoardSnapshot _shown = new(default, 0); // One writer swaps it, any thread reads it

    public int Count => Snapshot().Count;

    public IObservable<int> CountChanged => cache.CountChanged;

    public IObservable<IChangeSet<Message, long>> Connect(
        Func<Message, bool>? predicate = null,
        bool suppressEmptyChangeSets = true
    ) => cache.Connect(predicate, suppressEmptyChangeSets);

    public IObservable<IChangeSet<Message, long>> Preview(Func<Message, bool>? predicate = null) =>
        cache.Preview(predicate);

    public IObservable<Change<Message, long>> Watch(long key) => cache.Watch(key);

    public Message? At(long number) =>
        Snapshot() is var shown && number >= 1 && number <= shown.Count ? shown[(int)number - 1] : null;

    public int? NumberOf(Message message) => Snapshot().NumberOf(message);

    public BoardSnapshot Snapshot() => Volatile.Read(ref _shown);

    /// <summary>A batch is over.</summary>
    internal void Show(BoardSnapshot now) => Volatile.Write(ref _shown, now);
}
