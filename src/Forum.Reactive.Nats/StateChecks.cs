using System.Buffers.Binary;

namespace Forum.Reactive.Nats;

/// <summary>What a node came to.</summary>
/// <param name="Position">The last entry that it folded.</param>
/// <param name="Hash">The hash of its state then.</param>
internal readonly record struct StateCheck(long Position, ulong Hash)
{
    public const int Length = 16;

    public byte[] Write()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Position);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Hash);
        return bytes;
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static StateCheck Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length
            ? new StateCheck(
                BinaryPrimitives.ReadInt64LittleEndian(bytes),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])
            )
            : throw new InvalidDataException("The stream has a check of a state that cannot be read.");
}

/// <summary>
/// Whether all nodes come to the same. Behind the first message that goes beyond another thousand of entries each node says the hash of
/// its state; the positions are the same for all, since the messages are.
/// </summary>
internal sealed class StateChecks(int snapshotEntries)
{
    /// <summary>Entries from one check to the next.</summary>
    public const int Pace = 1000;

    private const int MaxKept = 64; // Positions

    private readonly SortedDictionary<long, Dictionary<long, ulong>> _said = []; // Hashes by node, by position
    private readonly SortedDictionary<long, ulong> _own = []; // This node's, by position
    private readonly Dictionary<long, long> _lastOf = []; // How far each node is known to have come
    private long _position;

    /// <summary>Begins behind a snapshot.</summary>
    public void Begin(long position) => _position = position;

    /// <summary>A message was folded: whether a check is due, and a snapshot with it.</summary>
    public (bool IsCheck, bool IsSnapshot) Advance(long position)
    {
        var before = _position;
        _position = position;
        return (position / Pace > before / Pace, position / snapshotEntries > before / snapshotEntries);
    }

    /// <summary>This node came to this.</summary>
    public void Own(StateCheck check)
    {
        _own[check.Position] = check.Hash;
        Trim(_own);
    }

    /// <summary>A node says that it came to this.</summary>
    public void Hear(long node, StateCheck check)
    {
        if (!_said.TryGetValue(check.Position, out var hashes))
        {
            _said[check.Position] = hashes = [];
            Trim(_said);
        }

        hashes[node] = check.Hash;
        _lastOf[node] = Math.Max(_lastOf.GetValueOrDefault(node), check.Position);
    }

    /// <summary>
    /// The first position at which most of the members came to something else than this node, or as many, and the oldest of them with
    /// them; 0: there is none. A position counts when all members have spoken.
    /// </summary>
    public long Disagreement(IEnumerable<long> members)
    {
        long[] all = [.. members];
        foreach (var (position, own) in _own)
        {
            if (
                _said.TryGetValue(position, out var hashes)
                && all.Length > 0
                && Array.TrueForAll(all, hashes.ContainsKey)
                && IsOutvoted(own, all, hashes)
            )
            {
                return position;
            }
        }

        return 0;
    }

    /// <summary>Whether all members have come so far, and two at least to the same there.</summary>
    public bool IsAgreed(StateCheck check, IEnumerable<long> members) =>
        members.All(node => _lastOf.GetValueOrDefault(node) >= check.Position)
        && _said.TryGetValue(check.Position, out var hashes)
        && hashes.Values.Count(hash => hash == check.Hash) >= 2;

    private static bool IsOutvoted(ulong own, long[] members, Dictionary<long, ulong> hashes)
    {
        var (with, against) = (0, 0);
        foreach (var node in members)
        {
            _ = hashes[node] == own ? with++ : against++;
        }

        return against > with || (against == with && hashes[members.Min()] != own);
    }

    private static void Trim<T>(SortedDictionary<long, T> kept)
    {
        if (kept.Count > MaxKept)
        {
            kept.Remove(kept.First().Key);
        }
    }
}
