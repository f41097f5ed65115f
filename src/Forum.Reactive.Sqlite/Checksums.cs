using System.Buffers.Binary;
using System.IO.Hashing;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// What every row carries so that damage is seen: a hash over its columns and over the hash of the row before it. So a row that
/// was changed, lost or put elsewhere breaks the chain. XXH3, 64 bits: against accidents, not against people.
/// </summary>
internal sealed class Checksums
{
    private const int Words = 5;
    private byte[] _buffer = new byte[4096];

    /// <summary>The link of a batch in the chain of batches.</summary>
    public long OfBatch(long before, long position, long count, long time, ReadOnlySpan<byte> entries) =>
        Of([before, position, count, time, entries.Length], entries);

    /// <summary>The link of a slice in the chain of its snapshot, which begins with its position.</summary>
    public long OfSlice(long before, long number, ReadOnlySpan<byte> bytes) =>
        Of([before, number, bytes.Length, 0, 0], bytes);

    /// <summary>The check of a snapshot's own row, from the chains that it ties together.</summary>
    public long OfSnapshot(in SnapshotRow row) =>
        Of([row.Position, row.Time, row.Hash, row.Chain, row.Slices], BitConverter.GetBytes(row.SliceChain));

    private long Of(ReadOnlySpan<long> words, ReadOnlySpan<byte> bytes)
    {
        var length = (Words * sizeof(long)) + bytes.Length;
        if (_buffer.Length < length)
        {
            _buffer = new byte[length * 2];
        }

        for (var i = 0; i < Words; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(i * sizeof(long)), words[i]);
        }

        bytes.CopyTo(_buffer.AsSpan(Words * sizeof(long)));
        return (long)XxHash3.HashToUInt64(_buffer.AsSpan(0, length));
    }
}

/// <summary>A snapshot as the table has it.</summary>
/// <param name="Position">The last durable entry in it.</param>
/// <param name="Time">Of the last batch in it, in ticks of 100 ns since 1970.</param>
/// <param name="Hash">Of the state.</param>
/// <param name="Chain">The chain of batches at this position: the next batch goes on from it.</param>
/// <param name="Slices">How many there are.</param>
/// <param name="SliceChain">The link of the last one.</param>
internal readonly record struct SnapshotRow(
    long Position,
    long Time,
    long Hash,
    long Chain,
    long Slices,
    long SliceChain
);
