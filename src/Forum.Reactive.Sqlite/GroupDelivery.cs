using System.Runtime.ExceptionServices;
using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>Brings what became of a group to the machine, a batch at a time. For the loop.</summary>
internal sealed class GroupDelivery(IStateMachine machine)
{
    private readonly LogBatch _batch = new();
    private Exception? _thrown; // By the machine, in this group

    /// <summary>The machine gets nothing any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>Delivers all of it, whatever the machine throws, and throws that then.</summary>
    public void Deliver(Group group)
    {
        _thrown = null;
        var position = group.FirstPosition;
        for (var start = 0; start < group.Count; start += MemoryLog.MaxBatch)
        {
            var entries = group.Entries(start, Math.Min(MemoryLog.MaxBatch, group.Count - start));
            if (group.Fate == LogFate.Ordered)
            {
                Deliver(entries, ref position, group, LogFate.Ordered);
            }
            else
            {
                DeliverRuns(entries, ref position, group);
            }
        }

        if (_thrown is not null)
        {
            ExceptionDispatchInfo.Throw(_thrown);
        }
    }

    /// <summary>What is durable was refused, what is local was not: each in its place.</summary>
    private void DeliverRuns(ReadOnlyMemory<Entry> entries, ref long position, Group group)
    {
        while (!entries.IsEmpty)
        {
            var refused = entries.Span[0].Act.IsDurable;
            var length = 1;
            while (length < entries.Length && entries.Span[length].Act.IsDurable == refused)
            {
                length++;
            }

            Deliver(entries[..length], ref position, group, refused ? group.Fate : LogFate.Ordered);
            entries = entries[length..];
        }
    }

    private void Deliver(ReadOnlyMemory<Entry> entries, ref long position, Group group, LogFate fate)
    {
        _batch.Set(entries, position, group.Time, fate);
        position += fate == LogFate.Ordered ? Entry.CountDurable(entries.Span) : 0;
        try
        {
            if (!IsOver)
            {
                machine.OnNext(_batch);
            }
        }
#pragma warning disable CA1031 // Whatever the machine throws, the batches behind are delivered before the loop hears of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _thrown ??= error;
        }
    }
}
