namespace Forum.Reactive.Nats;

/// <summary>Which stream, and how its brokers are reached. Immutable; checked by <see cref="NatsStream"/>.</summary>
public sealed record NatsStreamOptions
{
    /// <summary>The brokers: URLs like <c>nats://host:4222</c> (<c>tls://</c>: with TLS), with commas between them. Required.</summary>
    public required string Urls { get; init; }

    /// <summary>The name of the forum, 1 to 64 letters, digits and <c>_ -</c>: its stream is <c>FORUM_name</c>. Required.</summary>
    public required string Forum { get; init; }

    /// <summary>How the node calls itself at the brokers. Default: forum.</summary>
    public string Client { get; init; } = "forum";

    /// <summary>How many brokers keep each message when the stream is made, 1 to 5. Default 3: one of them may fail.</summary>
    public int Replicas { get; init; } = 3;

    /// <summary>The user at the brokers. Default: none.</summary>
    public string? User { get; init; }

    /// <summary>That user's password. Default: none.</summary>
    public string? Password { get; init; }

    /// <summary>A file of credentials as NATS has them (a JWT and its key). Default: none.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>A file of certificates, in PEM, that vouch for the brokers. Default: those of the system.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>The node's own certificate for the brokers, in PEM. Default: none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of that certificate, in PEM. Default: none.</summary>
    public string? KeyFile { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Urls);
        ArgumentNullException.ThrowIfNull(Forum);
        ArgumentOutOfRangeException.ThrowIfLessThan(Replicas, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Replicas, 5);
        if (!IsForum(Forum))
        {
            throw new ArgumentException("The name of a forum has 1 to 64 letters, digits and _ -");
        }
    }

    /// <summary>Whether <paramref name="text"/> can be the name of a forum: it stands in that of a stream, where no dots may be.</summary>
    internal static bool IsForum(string text) =>
        ReplicatedLogOptions.IsName(text) && !text.Contains('.', StringComparison.Ordinal);
}
