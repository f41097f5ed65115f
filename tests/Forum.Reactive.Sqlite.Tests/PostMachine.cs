using System.Buffers;
using System.IO.Hashing;
using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>
/// A small pure fold for tests: it keeps every durable entry with its position and time. Two of them that are equal have the same
/// bytes.
/// </summary>
internal sealed class PostMachine : IStateMachine
{
    private readonly List<string> _lines = [];
    private DateTimeOffset _time = DateTimeOffset.MinValue;

    public IReadOnlyList<string> Lines => _lines;

    public long Position => _lines.Count;

    /// <summary>How many of the entries came by replay, and how many by a snapshot.</summary>
    public int Replayed { get; private set; }

    public int Restored { get; private set; }

    public List<long> Refused { get; } = [];

    public List<LogFate> Fates { get; } = [];

    /// <summary>Requests of what was ordered since the start, local ones too.</summary>
    public List<long> Live { get; } = [];

    public void OnNext(LogBatch batch)
    {
        if (batch.Fate != LogFate.Ordered)
        {
            Fates.Add(batch.Fate);
            Refused.AddRange(batch.Entries.ToArray().Select(entry => entry.Origin.Request));
            return;
        }

        Assert.Equal(Position + 1, batch.FirstPosition);
        Assert.True(batch.Time >= _time, "Time went back.");
        _time = batch.Time;
        foreach (var entry in batch.Entries)
        {
            Live.Add(entry.Origin.Request);
            if (entry.Act.IsDurable)
            {
                _lines.Add($"{Position + 1} {batch.Time.UtcTicks} {Entries.Describe(entry)}");
                Replayed += batch.IsReplay ? 1 : 0;
            }
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) => Assert.Fail(error.ToString());

    public byte[] Bytes() => [.. Capture().Slices.SelectMany(slice => slice.ToArray())];

    public StateSnapshot Capture()
    {
        var lines = _lines.ToArray();
        return new StateSnapshot(Position, _time, Hash(lines), Slice(lines));
    }

    public void Restore(StateSnapshot snapshot)
    {
        using var bytes = new MemoryStream();
        foreach (var slice in snapshot.Slices)
        {
            Assert.InRange(slice.Length, 1, StateSnapshot.MaxSlice);
            bytes.Write(slice.Span);
        }

        var text = System.Text.Encoding.UTF8.GetString(bytes.ToArray());
        _lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        _time = snapshot.Time;
        Restored = _lines.Count;
        Assert.Equal(snapshot.Position, Position);
        Assert.Equal(snapshot.Hash, Hash([.. _lines]));
    }

    private static ulong Hash(string[] lines) =>
        XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    private static IEnumerable<ReadOnlyMemory<byte>> Slice(string[] lines)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            var next = System.Text.Encoding.UTF8.GetBytes(line + "\n");
            if (bytes.WrittenCount + next.Length > StateSnapshot.MaxSlice)
            {
                yield return bytes.WrittenMemory;
                bytes.ResetWrittenCount();
            }

            bytes.Write(next);
        }

        if (bytes.WrittenCount > 0)
        {
            yield return bytes.WrittenMemory;
        }
    }
}
