using System.Net;
using System.Net.Security;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Forum.Reactive.Transport.Tls;

/// <summary>A network on which every connection that is made speaks TLS 1.2 or 1.3; nothing falls back to plain.</summary>
/// <param name="network">The network below.</param>
/// <param name="judge">Whether a server is who it should be.</param>
/// <param name="scheduler">Measures the time of handshakes where no loop does; default: <see cref="RealTime.Scheduler"/>.</param>
public sealed class TlsClientNetwork(INetwork network, Func<ServerIdentity, bool> judge, IScheduler? scheduler = null)
    : INetwork
{
    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> LocalAddresses => network.LocalAddresses;

    /// <inheritdoc/>
    public int MostConnections => network.MostConnections;

    /// <inheritdoc/>
    public ILoop StartLoop(string name) => network.StartLoop(name);

    /// <inheritdoc/>
    public IConnectionListener Listen(int port, ILoop loop) => network.Listen(port, loop);

    /// <summary>
    /// Connects when subscribed to: one connection, or the error why not; an <see cref="AuthenticationException"/> where the server is
    /// not accepted.
    /// </summary>
    /// <inheritdoc/>
    public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null) =>
        network
            .Connect(host, port, loop)
            .SelectMany(connection =>
                TlsHandshake.Run(
                    connection,
                    tls => tls.Tls.AuthenticateAsClientAsync(Options(host, port)),
                    (IScheduler?)loop ?? scheduler ?? RealTime.Scheduler
                )
            );

    /// <inheritdoc/>
    public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null) =>
        network.OpenDatagramSocket(local, loop);

    private SslClientAuthenticationOptions Options(string host, int port) =>
        new()
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            // Nothing is fetched while others wait: what the server shows and the system has must do.
            CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                certificate is not null
                && judge(
                    new ServerIdentity(
                        host,
                        port,
                        CertificateFile.FingerprintOf(certificate),
                        errors == SslPolicyErrors.None
                    )
                ),
        };
}

/// <summary>Who a server says it is.</summary>
/// <param name="Host">The name or address by which it was reached.</param>
/// <param name="Port">Its TCP port.</param>
/// <param name="Fingerprint">That of its certificate: <c>sha256:</c> and 64 hexadecimal digits.</param>
/// <param name="IsTrustedBySystem">Whether this system trusts the certificate, for this host.</param>
public sealed record ServerIdentity(string Host, int Port, string Fingerprint, bool IsTrustedBySystem);
