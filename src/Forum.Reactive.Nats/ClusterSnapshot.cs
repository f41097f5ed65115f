using Forum.Reactive.Forum;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <summary>A snapshot on the brokers' shelf: who was a member then, and the state of the forum.</summary>
internal static class ClusterSnapshot
{
    private const int Version = 1;

    /// <summary>The bytes, in slices; each is valid until the next is drawn.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Write(byte[] membership, StateSnapshot state)
    {
        var writer = new StateWriter();
        writer.Number(Version).Number(state.Position).Time(state.Time).Fixed(state.Hash).Bytes(membership);
        yield return writer.Written;
        foreach (var slice in state.Slices)
        {
            yield return slice;
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static StateSnapshot Read(IReadOnlyList<ReadOnlyMemory<byte>> slices, Membership membership)
    {
        using var reader = new StateReader(slices);
        if (reader.Number() is var version && version != Version)
        {
            throw new InvalidDataException(
                $"The snapshot is of version {version}; this program reads version {Version}."
            );
        }

        (var position, var time, var hash) = (reader.Number(), reader.Time(), reader.Fixed());
        var members = reader.Bytes();
        using (var inner = new StateReader([members]))
        {
            membership.Restore(inner);
        }

        return new StateSnapshot(position, time, hash, reader.Rest());
    }
}
