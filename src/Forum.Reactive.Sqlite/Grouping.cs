using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Gathers what is appended into groups, and gives them place and time. There are three: one is filled, one is under way, and one
/// comes out. For the loop.
/// </summary>
internal sealed class Grouping
{
    private readonly Stack<Group> _free = new([new Group(), new Group()]);
    private Group _filling = new();
    private LogClock? _clock;

    /// <summary>The last position that has its fate.</summary>
    public long Position { get; private set; }

    /// <summary>Entries that wait for the next group.</summary>
    public int Waiting => _filling.Count;

    /// <summary>How many of them are durable.</summary>
    public int WaitingDurable => _filling.Durable;

    /// <summary>Goes on where the journal ended.</summary>
    public void GoOn(long position, LogClock clock) => (Position, _clock) = (position, clock);

    public void Add(ReadOnlySpan<Entry> entries) => _filling.Add(entries);

    /// <summary>What waits, as the next group.</summary>
    public Group Take()
    {
        var group = _filling;
        _filling = _free.Pop();
        group.Order(_clock!.Next().ToUniversalTime(), Position + 1);
        return group;
    }

    /// <summary>A group has its fate.</summary>
    public void Settle(Group group) => Position += group.Fate == LogFate.Ordered ? group.Durable : 0;

    /// <summary>A group came out, and can be filled again.</summary>
    public void Return(Group group)
    {
        group.Clear();
        _free.Push(group);
    }
}
