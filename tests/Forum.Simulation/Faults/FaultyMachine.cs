using Forum.Reactive.Log;

namespace Forum.Simulation.Faults;

/// <summary>Stands before a machine, and gives it other batches than the log did.</summary>
internal sealed class FaultyMachine(IStateMachine machine, Action<LogBatch, Action<LogBatch>> fold) : IStateMachine
{
    private StateSnapshot? _old;

    /// <summary>Whether a snapshot has the state of the one before it.</summary>
    public bool CapturesOld { get; init; }

    /// <summary>A batch in the place of another.</summary>
    public static LogBatch Batch(Entry[] entries, LogBatch like, DateTimeOffset time, LogFate? fate = null)
    {
        var batch = new LogBatch();
        batch.Set(entries, like.FirstPosition, time, fate ?? like.Fate, like.IsReplay);
        return batch;
    }

    public void OnNext(LogBatch value) => fold(value, machine.OnNext);

    public void OnCompleted() => machine.OnCompleted();

    public void OnError(Exception error) => machine.OnError(error);

    public StateSnapshot Capture()
    {
        var now = machine.Capture();
        var captured = now with { Slices = [.. now.Slices.Select(slice => new ReadOnlyMemory<byte>(slice.ToArray()))] };
        var told = CapturesOld && _old is not null ? captured with { Slices = _old.Slices } : captured;
        _old = captured;
        return told;
    }

    public void Restore(StateSnapshot snapshot) => machine.Restore(snapshot);
}

/// <summary>Whoever is blocked and tries again is judged as if the block were over.</summary>
internal sealed class BlockEnding
{
    private readonly Dictionary<string, DateTimeOffset> _until = [];

    public void Fold(LogBatch batch, Action<LogBatch> fold)
    {
        Entry[] entries = [.. batch.Entries];
        var (like, time, position) = (batch, batch.Time, batch.FirstPosition);
        if (batch.Fate != LogFate.Ordered)
        {
            fold(batch);
            return;
        }

        foreach (var entry in entries)
        {
            var one = new LogBatch();
            one.Set(new[] { entry }, position, TimeFor(entry, time), like.Fate, like.IsReplay);
            position += entry.Act.IsDurable ? 1 : 0;
            fold(one);
        }
    }

    private DateTimeOffset TimeFor(Entry entry, DateTimeOffset time)
    {
        if (entry.Act.Kind != ActKind.LogIn)
        {
            return time;
        }

        var user = entry.Act.Attempt.User;
        var isAgain = _until.TryGetValue(user, out var last) && time - last < TimeSpan.FromSeconds(10);
        _until[user] = time;
        return isAgain && !entry.Act.Attempt.PasswordIsRight ? time + TimeSpan.FromSeconds(10) : time;
    }
}
