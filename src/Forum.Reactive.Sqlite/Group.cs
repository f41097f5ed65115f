using System.Buffers;
using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>The durable entries of a batch, within the bytes of their group.</summary>
internal readonly record struct GroupRow(long Position, int Count, int Start, int Length);

/// <summary>
/// What the loop hands over to the writer at a time, and gets back with its fate: it becomes one transaction, and a batch for each
/// 1,024 entries. There is one at a time under way; the loop fills the other one meanwhile.
/// </summary>
internal sealed class Group
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly List<GroupRow> _rows = [];
    private Entry[] _entries = new Entry[64];

    public int Count { get; private set; }

    /// <summary>How many of them are durable.</summary>
    public int Durable { get; private set; }

    public DateTimeOffset Time { get; private set; }

    public long StoredTime => JournalTime.From(Time);

    /// <summary>The position of its first durable entry.</summary>
    public long FirstPosition { get; private set; }

    /// <summary>What became of the durable ones.</summary>
    public LogFate Fate { get; set; }

    /// <summary>Why, if they were refused.</summary>
    public string? Reason { get; set; }

    /// <summary>The chain behind it.</summary>
    public long Chain { get; set; }

    public IReadOnlyList<GroupRow> Rows => _rows;

    public int Bytes => _bytes.WrittenCount;

    public ReadOnlySpan<byte> BytesOf(GroupRow row) => _bytes.WrittenSpan.Slice(row.Start, row.Length);

    public ReadOnlyMemory<Entry> Entries(int start, int count) => _entries.AsMemory(start, count);

    public void Add(ReadOnlySpan<Entry> entries)
    {
        var needed = Count + entries.Length;
        if (needed > _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(needed, _entries.Length * 2));
        }

        entries.CopyTo(_entries.AsSpan(Count));
        Count = needed;
        Durable += Entry.CountDurable(entries);
    }

    /// <summary>Gives it its time and place; nothing is added after that.</summary>
    public void Order(DateTimeOffset time, long firstPosition)
    {
        Time = time;
        FirstPosition = firstPosition;
        Fate = LogFate.Ordered;
        Reason = null;
    }

    /// <summary>Makes the rows. On the writer's thread.</summary>
    public void Encode()
    {
        var position = FirstPosition;
        for (var start = 0; start < Count; start += MemoryLog.MaxBatch)
        {
            var from = _bytes.WrittenCount;
            var count = EncodeDurable(_entries.AsSpan(start, Math.Min(MemoryLog.MaxBatch, Count - start)));
            if (count > 0)
            {
                _rows.Add(new GroupRow(position, count, from, _bytes.WrittenCount - from));
                position += count;
            }
        }
    }

    public void Clear()
    {
        Array.Clear(_entries, 0, Count);
        (Count, Durable) = (0, 0);
        _bytes.ResetWrittenCount();
        _rows.Clear();
    }

    private int EncodeDurable(ReadOnlySpan<Entry> entries)
    {
        var count = 0;
        foreach (ref readonly var entry in entries)
        {
            if (!entry.Act.IsDurable)
            {
                continue;
            }

            if (count++ == 0)
            {
                _bytes.Write([EntryCodec.Version]);
            }

            EntryCodec.WriteEntry(entry, _bytes);
        }

        return count;
    }
}
