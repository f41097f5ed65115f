using System.Reactive;
using System.Reactive.Subjects;

namespace Forum.Reactive.Sqlite;

/// <summary>Who waits until what was appended so far has its fate. For the loop.</summary>
internal sealed class Drains
{
    private readonly Queue<(long Appended, AsyncSubject<Unit> Drained)> _waiting = new();
    private long _appended; // Entries
    private long _delivered;

    /// <summary>So many entries were appended.</summary>
    public void Appended(int entries) => _appended += entries;

    /// <summary>So many of them have their fate.</summary>
    public void Delivered(int entries)
    {
        _delivered += entries;
        Complete();
    }

    /// <summary>Waits for what was appended so far.</summary>
    public IObservable<Unit> Add()
    {
        var drained = new AsyncSubject<Unit>();
        _waiting.Enqueue((_appended, drained));
        Complete();
        return drained;
    }

    private void Complete()
    {
        while (_waiting.TryPeek(out var first) && first.Appended <= _delivered)
        {
            _waiting.Dequeue();
            first.Drained.OnNext(Unit.Default);
            first.Drained.OnCompleted();
        }
    }
}
