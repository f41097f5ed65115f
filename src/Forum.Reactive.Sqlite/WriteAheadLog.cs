using System.Buffers.Binary;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Looks at a write-ahead log of SQLite that a server left behind. SQLite reads it up to the first frame that is not right, and
/// drops the rest without a word: after a power cut that is the transaction that was being written. But where whole transactions
/// stand behind a frame that is not right, they were synced after it, so it was right once: that is damage.
/// </summary>
/// <remarks>The format: https://www.sqlite.org/fileformat2.html#walformat</remarks>
internal sealed class WriteAheadLog
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const uint Magic = 0x377F_0682; // With the last bit: sums are of big-endian words.

    private readonly FileStream _file;
    private readonly byte[] _header = new byte[HeaderSize];
    private byte[] _frame = [];
    private bool _isBigEndian;
    private uint _sum0;
    private uint _sum1;

    private WriteAheadLog(FileStream file) => _file = file;

    /// <summary>Says where it is damaged, as the end of a sentence; null if it is not, or is not there.</summary>
    public static string? FindDamage(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 256 * 1024
        );
        return file.Length <= HeaderSize ? null : new WriteAheadLog(file).FindDamage();
    }

    private string? FindDamage()
    {
        _file.ReadExactly(_header);
        if (!ReadHeader())
        {
            return $"the beginning of its write-ahead log {_file.Name} is not what was written";
        }

        long? wrong = null;
        var transactionEnded = false; // Behind the frame that is wrong
        for (var at = (long)HeaderSize; at + _frame.Length <= _file.Length; at += _frame.Length)
        {
            _file.ReadExactly(_frame);
            var isOfThisLog = _frame.AsSpan(8, 8).SequenceEqual(_header.AsSpan(16, 8));
            if (wrong is null)
            {
                wrong = isOfThisLog && IsRight() ? null : at;
            }
            else if (transactionEnded && isOfThisLog)
            {
                return $"byte {wrong} and the following of its write-ahead log {_file.Name} are not what was written";
            }

            transactionEnded |=
                wrong is not null && isOfThisLog && BinaryPrimitives.ReadUInt32BigEndian(_frame.AsSpan(4)) != 0;
        }

        return null;
    }

    private bool ReadHeader()
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(_header);
        var pageSize = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(8));
        if ((magic & ~1u) != Magic || pageSize is < 512 or > 65_536)
        {
            return false;
        }

        _isBigEndian = (magic & 1) != 0;
        _frame = new byte[FrameHeaderSize + pageSize];
        Sum(_header.AsSpan(0, 24));
        return IsSum(_header.AsSpan(24));
    }

    private bool IsRight()
    {
        Sum(_frame.AsSpan(0, 8));
        Sum(_frame.AsSpan(FrameHeaderSize));
        return IsSum(_frame.AsSpan(16));
    }

    private bool IsSum(ReadOnlySpan<byte> sums) =>
        BinaryPrimitives.ReadUInt32BigEndian(sums) == _sum0 && BinaryPrimitives.ReadUInt32BigEndian(sums[4..]) == _sum1;

    private void Sum(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                _sum0 += Word(bytes) + _sum1;
                _sum1 += Word(bytes[4..]) + _sum0;
            }
        }
    }

    private uint Word(ReadOnlySpan<byte> bytes) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
