using System.Buffers;
using System.Buffers.Binary;

namespace Forum.Reactive.Protocol;

/// <summary>
/// Cuts a stream of bytes into frames: two bytes length, then as many bytes. Holds at most one that is not whole, in a pooled array that
/// is kept only while there is one. Not thread-safe.
/// </summary>
internal sealed class RelayFrames : IDisposable
{
    private const int Most = RelayWire.FrameHeader + ushort.MaxValue;
    private byte[] _held = [];
    private int _length;

    /// <summary>Takes bytes and hands on each frame that they complete, valid during the call.</summary>
    public void Take(ReadOnlySpan<byte> bytes, Action<Memory<byte>> frame)
    {
        while (!bytes.IsEmpty)
        {
            if (_held.Length == 0)
            {
                _held = ArrayPool<byte>.Shared.Rent(Most);
            }

            var wanted = _length < RelayWire.FrameHeader ? RelayWire.FrameHeader : FrameEnd;
            var taken = Math.Min(wanted - _length, bytes.Length);
            bytes[..taken].CopyTo(_held.AsSpan(_length));
            _length += taken;
            bytes = bytes[taken..];
            if (_length >= RelayWire.FrameHeader && _length == FrameEnd)
            {
                var whole = _held.AsMemory(RelayWire.FrameHeader, _length - RelayWire.FrameHeader);
                _length = 0;
                frame(whole);
            }
        }

        if (_length == 0)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
        }

        (_held, _length) = ([], 0);
    }

    private int FrameEnd => RelayWire.FrameHeader + BinaryPrimitives.ReadUInt16BigEndian(_held);
}
