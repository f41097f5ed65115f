using System.Text.Json;
using NATS.Client.Core;

namespace Forum.Reactive.Nats;

/// <summary>How brokers are reached, and what they say when they refuse.</summary>
internal static class NatsConnecting
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PingPace = TimeSpan.FromSeconds(2);

    /// <summary>The library's options: a broker that is gone is left within seconds, and others are tried for ever.</summary>
    public static NatsOpts Options(NatsStreamOptions options) =>
        NatsOpts.Default with
        {
            Url = options.Urls,
            Name = options.Client,
            ConnectTimeout = ConnectTimeout,
            ReconnectWaitMin = LeastWait,
            ReconnectWaitMax = MostWait,
            PingInterval = PingPace,
            MaxPingOut = 2,
            AuthOpts = new NatsAuthOpts
            {
                Username = options.User,
                Password = options.Password,
                CredsFile = options.CredentialsFile,
            },
            TlsOpts = new NatsTlsOpts
            {
                CaFile = options.CertificateAuthorityFile,
                CertFile = options.CertificateFile,
                KeyFile = options.KeyFile,
            },
        };

    /// <summary>Why a broker did not store a message; null: it did.</summary>
    public static string? RefusalIn(in NatsMsg<byte[]> answer)
    {
        if (answer.HasNoResponders)
        {
            return "no broker leads the stream";
        }

        if (answer.Data is not { Length: > 0 } data || data.AsSpan().IndexOf("\"error\""u8) < 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.GetProperty("error").GetProperty("description").GetString();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "a broker refuses, and does not say why";
        }
    }
}
