using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World;

/// <summary>What came out of a log, batch by batch; checks that each one is as it must be behind the one before.</summary>
internal sealed class BatchRecorder(TestLoop loop, Action<Entry>? onEntry = null) : IStateMachine
{
    private readonly List<RecordedBatch> _batches = [];
    private bool _called;

    public IReadOnlyList<RecordedBatch> Batches => _batches;

    /// <summary>The requests of the entries that were ordered, in their order.</summary>
    public IEnumerable<long> Ordered => Requests(fate => fate == LogFate.Ordered);

    /// <summary>The requests of those that were not.</summary>
    public IEnumerable<long> Refused => Requests(fate => fate != LogFate.Ordered);

    public IEnumerable<long> All => Requests(_ => true);

    public long Position { get; private set; }

    public StateSnapshot? Restored { get; private set; }

    public void OnNext(LogBatch batch)
    {
        Assert.True(loop.IsCurrent, "A batch came outside of the loop.");
        Assert.False(_called, "A batch came within another.");
        _called = true;
        try
        {
            Record(batch);
            foreach (var entry in batch.Entries)
            {
                onEntry?.Invoke(entry);
            }
        }
        finally
        {
            _called = false;
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) => Assert.Fail(error.ToString());

    public StateSnapshot Capture() => new(Position, _batches[^1].Time, (ulong)Position, []);

    public void Restore(StateSnapshot snapshot)
    {
        Assert.Empty(_batches);
        Restored = snapshot;
        Position = snapshot.Position;
    }

    private void Record(LogBatch batch)
    {
        Assert.Equal(Position + 1, batch.FirstPosition);
        Assert.InRange(batch.Entries.Length, 1, MemoryLog.MaxBatch);
        if (_batches.Count > 0)
        {
            Assert.True(batch.Time >= _batches[^1].Time, "Time went back.");
        }

        _batches.Add(new RecordedBatch([.. batch.Entries], batch.Time, batch.Fate, batch.IsReplay));
        Position += batch.Fate == LogFate.Ordered ? _batches[^1].Entries.Count(entry => entry.Act.IsDurable) : 0;
    }

    private IEnumerable<long> Requests(Func<LogFate, bool> has) =>
        _batches
            .Where(batch => has(batch.Fate))
            .SelectMany(batch => batch.Entries)
            .Select(entry => entry.Origin.Request);
}

internal sealed record RecordedBatch(Entry[] Entries, DateTimeOffset Time, LogFate Fate, bool IsReplay);
