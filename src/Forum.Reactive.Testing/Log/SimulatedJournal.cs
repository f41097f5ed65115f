using System.Buffers;
using Forum.Reactive.Log;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Testing;

/// <summary>
/// The disk under a log: it outlives the servers that log on it. What was acknowledged stays; of what was being written in a
/// <see cref="Crash"/>, chance keeps nothing, the first entries, or all. Entries are kept as their bytes.
/// </summary>
/// <remarks>
/// <para>
/// A server is started on <see cref="Open"/>. To let it crash: <see cref="SimulatedHost.Crash"/>, then <see cref="Crash"/>; then start
/// the host and another server on another <see cref="Open"/>.
/// </para>
/// <para>For the thread of the simulated network.</para>
/// </remarks>
/// <param name="seed">Its chance.</param>
/// <param name="options">How it behaves; the defaults if null.</param>
#pragma warning disable CA1001 // The log is the server's, which disposes it.
public sealed class SimulatedJournal(int seed, SimulatedJournalOptions? options = null)
#pragma warning restore CA1001
{
    private readonly List<Record> _records = [];
    private SimulatedLog? _log;
    private Record[] _unflushed = [];

    /// <summary>Durable entries on the disk.</summary>
    public long Position => _records.Count;

    /// <summary>Whether there is no room: what changes the state is refused, <c>452</c>. Default false.</summary>
    public bool IsFull { get; set; }

    /// <summary>Whether it can be read but not written: what changes the state is refused, <c>451</c>. Default false.</summary>
    public bool IsBroken { get; set; }

    internal SimulatedJournalOptions Options { get; } = (options ?? new SimulatedJournalOptions()).Validated();

    internal SimulationRandom Chance { get; } = SimulationRandom.For(seed, "journal");

    /// <summary>For tests of tests: a crash takes back the last entries that were acknowledged, too.</summary>
    internal int Forgets { get; set; }

    internal DateTimeOffset LastTime => _records.Count == 0 ? DateTimeOffset.MinValue : _records[^1].Time;

    internal StateSnapshot? Snapshot { get; private set; }

    internal long SnapshotPosition => Snapshot?.Position ?? 0;

    /// <summary>A log that goes on where this disk is. One that was opened before does nothing any more.</summary>
    public ILog Open()
    {
        _log?.Abandon();
        return _log = new SimulatedLog(this);
    }

    /// <summary>The machine fails in the middle of what it does.</summary>
    public void Crash()
    {
        _log?.Abandon();
        _log = null;
        var kept = Chance.Next(3) switch
        {
            0 => 0,
            1 => _unflushed.Length,
            _ => Chance.Next(_unflushed.Length + 1),
        };
        _records.AddRange(_unflushed.AsSpan(0, kept));
        _unflushed = [];
        if (Forgets > 0 && _records.Count - Forgets > SnapshotPosition)
        {
            _records.RemoveRange(_records.Count - Forgets, Forgets);
        }
    }

    internal void Begin(ReadOnlySpan<Entry> entries, DateTimeOffset time)
    {
        var records = new List<Record>();
        var bytes = new ArrayBufferWriter<byte>();
        foreach (ref readonly var entry in entries)
        {
            if (entry.Act.IsDurable)
            {
                bytes.ResetWrittenCount();
                EntryCodec.Write([entry], bytes);
                records.Add(new Record(bytes.WrittenSpan.ToArray(), time));
            }
        }

        _unflushed = [.. records];
    }

    internal void Flush()
    {
        _records.AddRange(_unflushed);
        _unflushed = [];
    }

    /// <summary>Whether it is time for a snapshot.</summary>
    internal bool WantsSnapshot => Options.SnapshotEvery > 0 && Position - SnapshotPosition >= Options.SnapshotEvery;

    internal void Keep(StateSnapshot snapshot) =>
        Snapshot = snapshot with
        {
            Slices = [.. snapshot.Slices.Select(slice => new ReadOnlyMemory<byte>(slice.ToArray()))],
        };

    /// <summary>The next entries of one time behind a position, at most so many.</summary>
    internal (List<Entry> Entries, DateTimeOffset Time) Read(long after, int most)
    {
        var time = _records[(int)after].Time;
        var entries = new List<Entry>();
        for (var i = (int)after; i < _records.Count && entries.Count < most && _records[i].Time == time; i++)
        {
            EntryCodec.Read(_records[i].Bytes, entries);
        }

        return (entries, time);
    }

    private readonly record struct Record(byte[] Bytes, DateTimeOffset Time);
}
