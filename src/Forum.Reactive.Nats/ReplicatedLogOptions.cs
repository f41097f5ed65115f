using Forum.Reactive.Server;

namespace Forum.Reactive.Nats;

/// <summary>What a node says of itself to the others. Immutable; checked by the log.</summary>
public sealed record ReplicatedLogOptions
{
    /// <summary>The name of the node, 1 to 64 letters, digits and <c>. _ -</c>: no two nodes of a forum have the same. Required.</summary>
    public required string Node { get; init; }

    /// <summary>What the node goes by, in words: one that differs from the members' is refused. Default: empty.</summary>
    public string Rules { get; init; } = "";

    /// <summary>A digest of who may log in: one that differs from the members' latest is refused. Default: empty.</summary>
    public string Credentials { get; init; } = "";

    /// <summary>Entries after which a snapshot is made: a multiple of 1,000, the same on all nodes. Default 20,000.</summary>
    public int SnapshotEntries { get; init; } = 20_000;

    /// <summary>Where the node's nonces come from. Default: the system.</summary>
    public Entropy Entropy { get; init; } = Entropy.System;

    /// <summary>What a node that serves with <paramref name="served"/> says of itself.</summary>
    /// <param name="node">See <see cref="Node"/>.</param>
    /// <param name="served">Its rules are told.</param>
    /// <param name="credentials">See <see cref="Credentials"/>.</param>
    public static ReplicatedLogOptions For(string node, ForumServerOptions served, string credentials)
    {
        ArgumentNullException.ThrowIfNull(served);
        return new ReplicatedLogOptions
        {
            Node = node,
            Rules = served.Rules.ToString(),
            Credentials = credentials,
        };
    }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Node);
        ArgumentNullException.ThrowIfNull(Rules);
        ArgumentNullException.ThrowIfNull(Credentials);
        ArgumentNullException.ThrowIfNull(Entropy);
        ArgumentOutOfRangeException.ThrowIfLessThan(SnapshotEntries, StateChecks.Pace);
        if (SnapshotEntries % StateChecks.Pace != 0)
        {
            throw new ArgumentException($"A snapshot is made after a multiple of {StateChecks.Pace} entries.");
        }

        if (!IsName(Node))
        {
            throw new ArgumentException("The name of a node has 1 to 64 letters, digits and . _ -");
        }
    }

    /// <summary>Whether <paramref name="text"/> can be the name of a node.</summary>
    internal static bool IsName(string text) =>
        text.Length is >= 1 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
