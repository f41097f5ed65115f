using System.CommandLine;
using System.Globalization;
using Forum.Reactive.Nats;
using Forum.Reactive.Server;

namespace Forum.ServerApp;

/// <summary>What the command line says of the cluster.</summary>
/// <param name="Node">The name of this node.</param>
/// <param name="Stream">The stream, and how its brokers are reached.</param>
/// <param name="PasswordFilePath">Has the password in its first line; null: there is none.</param>
internal sealed record ClusterArguments(string Node, NatsStreamOptions Stream, string? PasswordFilePath)
{
    public static readonly Option<string?> Cluster = new("--cluster")
    {
        Description = "Serves a forum together with other servers, through these NATS brokers (nats://HOST:4222,...)",
        HelpName = "URLS",
    };

    public static readonly Option<string?> Forum = new("--forum")
    {
        Description = "With --cluster: the name of the forum, the same on all its servers",
        HelpName = "NAME",
    };

    public static readonly Option<string?> Name = new("--node")
    {
        Description = "With --cluster: the name of this server, another one on each",
        HelpName = "NAME",
    };

    public static readonly Option<int?> Replicas = new("--cluster-replicas")
    {
        Description = "With --cluster: how many brokers keep each entry when the forum is new, from 1 to 5 (default 3)",
        HelpName = "N",
    };

    public static readonly Option<string?> User = new("--cluster-user")
    {
        Description = "With --cluster: the user at the brokers",
        HelpName = "NAME",
    };

    public static readonly Option<string?> PasswordFile = new("--cluster-password-file")
    {
        Description = "With --cluster: a file with that user's password in its first line",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Credentials = new("--cluster-creds")
    {
        Description = "With --cluster: a file of credentials as NATS has them (JWT and key)",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Authority = new("--cluster-ca")
    {
        Description = "With --cluster: certificates that vouch for the brokers, in PEM",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Certificate = new("--cluster-cert")
    {
        Description = "With --cluster: this server's certificate for the brokers, in PEM",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Key = new("--cluster-key")
    {
        Description = "With --cluster: the private key of that certificate, in PEM",
        HelpName = "FILE",
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<Option> All =>
        [Cluster, Forum, Name, Replicas, User, PasswordFile, Credentials, Authority, Certificate, Key];

    /// <summary>Says what is wrong; null: nothing.</summary>
    public static string? Check(ParseResult parsed)
    {
        if (parsed.GetValue(Cluster) is not { } urls)
        {
            return All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } alone
                ? $"{alone.Name} needs --cluster."
                : null;
        }

        if (parsed.GetValue(JournalArguments.Journal) is not null)
        {
            return "--cluster and --journal exclude each other: the brokers keep the board of a cluster.";
        }

        if (Array.Find(urls.Split(','), url => !IsUrl(url)) is { } wrong)
        {
            return $"Invalid --cluster: {wrong}. It is like nats://a:4222,nats://b:4222,nats://c:4222.";
        }

        if (parsed.GetValue(Forum) is not { } forum || !NatsStreamOptions.IsForum(forum))
        {
            return "--cluster needs --forum: a name of 1 to 64 letters, digits and _ -";
        }

        if (parsed.GetValue(Name) is not { } node || !ReplicatedLogOptions.IsName(node))
        {
            return "--cluster needs --node: a name of 1 to 64 letters, digits and . _ -";
        }

        if (parsed.GetValue(Replicas) is < 1 or > 5)
        {
            return "Invalid --cluster-replicas: it is an integer between 1 and 5.";
        }

        return (parsed.GetValue(Certificate) is null) != (parsed.GetValue(Key) is null)
            ? "--cluster-cert and --cluster-key need each other."
            : null;
    }

    /// <summary>The cluster; null: the server is alone.</summary>
    public static ClusterArguments? Of(ParseResult parsed) =>
        parsed.GetValue(Cluster) is { } urls
            ? new ClusterArguments(
                parsed.GetValue(Name)!,
                new NatsStreamOptions
                {
                    Urls = urls,
                    Forum = parsed.GetValue(Forum)!,
                    Client = string.Create(CultureInfo.InvariantCulture, $"forum node {parsed.GetValue(Name)}"),
                    Replicas = parsed.GetValue(Replicas) ?? 3,
                    User = parsed.GetValue(User),
                    CredentialsFile = parsed.GetValue(Credentials),
                    CertificateAuthorityFile = parsed.GetValue(Authority),
                    CertificateFile = parsed.GetValue(Certificate),
                    KeyFile = parsed.GetValue(Key),
                },
                parsed.GetValue(PasswordFile)
            )
            : null;

    /// <summary>The log of this server.</summary>
    /// <param name="options">How it serves: the others are told by which rules.</param>
    /// <param name="credentials">A digest of who may log in.</param>
    /// <exception cref="StartException">A file cannot be read.</exception>
    public ReplicatedLog Open(ForumServerOptions options, string credentials)
    {
        var stream = PasswordFilePath is null ? Stream : Stream with { Password = ReadPassword(PasswordFilePath) };
        return new ReplicatedLog(new NatsStream(stream), ReplicatedLogOptions.For(Node, options, credentials));
    }

    private static bool IsUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed.Scheme is "nats" or "tls"
        && parsed.Host.Length > 0;

    private static string ReadPassword(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Cannot read {file}: {error.Message}");
        }
    }
}
