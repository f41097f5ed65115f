using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Begins with entries of before, and notes those that come behind.</summary>
internal sealed class RecordingLog(params Entry[] history) : RelayedLog
{
    public List<Entry> Appended { get; } = [];

    public IEnumerable<Entry> Durable => Appended.Where(entry => entry.Act.IsDurable);

    protected override void Begin()
    {
        if (history.Length > 0)
        {
            HandOn(new Ordered(history, Loop.Now), isReplay: true);
        }

        base.Begin();
    }

    protected override void Take(Ordered batch)
    {
        Appended.AddRange(batch.Entries.Span);
        HandOn(batch);
    }
}
