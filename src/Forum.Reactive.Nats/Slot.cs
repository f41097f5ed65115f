using System.Buffers;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <summary>
/// Entries that go out as one message, and what waits for them: local entries, and refused ones, of sessions that have something in it.
/// It comes out as a whole, in its order.
/// </summary>
internal sealed class Slot
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private Entry[] _entries = new Entry[16];
    private bool[] _refused = new bool[16];

    public Slot() => Clear();

    /// <summary>The number of its message; 0: it was not sent yet.</summary>
    public long Number { get; private set; }

    /// <summary>The bytes of its message, once it has a number.</summary>
    public byte[] Message { get; private set; } = [];

    /// <summary>When it was sent first, by the loop's stopwatch.</summary>
    public TimeSpan SentAt { get; private set; }

    /// <summary>Entries in it and behind it.</summary>
    public int Count { get; private set; }

    /// <summary>The length of its message.</summary>
    public int Length => _bytes.WrittenCount;

    public ReadOnlyMemory<Entry> Entries => _entries.AsMemory(0, Count);

    public bool IsRefused(int index) => _refused[index];

    /// <summary>Adds an entry to the message.</summary>
    public void Send(in Entry entry)
    {
        if (Length == Envelope.HeaderLength) // It is the first
        {
            _bytes.Write([EntryCodec.Version]);
        }

        EntryCodec.WriteEntry(entry, _bytes);
        Add(entry, refused: false);
    }

    /// <summary>Adds an entry that is not sent: it comes out behind what is there.</summary>
    public void Add(in Entry entry, bool refused)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
            Array.Resize(ref _refused, Count * 2);
        }

        (_entries[Count], _refused[Count]) = (entry, refused);
        Count++;
    }

    /// <summary>Nothing is added to the message any more.</summary>
    public void Seal(EnvelopeKind kind, long node, long number, TimeSpan now, ReadOnlySpan<byte> body = default)
    {
        (Number, SentAt) = (number, now);
        _bytes.Write(body);
        Message = _bytes.WrittenSpan.ToArray(); // It may be sent again long after the slot was used again.
        Envelope.WriteHeader(Message, kind, node, number);
    }

    public void Clear()
    {
        Array.Clear(_entries, 0, Count);
        (Number, Count, Message) = (0, 0, []);
        _bytes.ResetWrittenCount();
        _bytes.GetSpan(Envelope.HeaderLength)[..Envelope.HeaderLength].Clear();
        _bytes.Advance(Envelope.HeaderLength);
    }
}
