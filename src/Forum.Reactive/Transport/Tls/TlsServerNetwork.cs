using System.Net;
using System.Net.Security;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Forum.Reactive.Transport.Tls;

/// <summary>
/// A network on which a server listens with TLS: beside the plain port, or alone. Whoever listens on it sees one listener; all else is
/// as the network below has it.
/// </summary>
/// <param name="network">The network below.</param>
/// <param name="certificate">What the server shows; asked for at each handshake.</param>
/// <param name="tlsPort">TCP port for TLS, 0 to 65535; 0: one that is free.</param>
/// <param name="workers">Does the work of handshakes; null: the loop that is listened on.</param>
/// <param name="isPlainOff">Whether the port that is listened on is not opened at all.</param>
public sealed class TlsServerNetwork(
    INetwork network,
    Func<SslStreamCertificateContext> certificate,
    int tlsPort,
    bool isPlainOff = false,
    IScheduler? workers = null
) : INetwork
{
    private readonly ISubject<TlsFailure> _failures = new Subject<TlsFailure>();

    /// <summary>Handshakes that came to nothing.</summary>
    public IObservable<TlsFailure> Failures => _failures;

    /// <summary>Where it listens with TLS; null before <see cref="Listen"/>.</summary>
    public IPEndPoint? TlsEndPoint { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> LocalAddresses => network.LocalAddresses;

    /// <inheritdoc/>
    public int MostConnections => network.MostConnections;

    /// <inheritdoc/>
    public ILoop StartLoop(string name) => network.StartLoop(name);

    /// <summary>Listens on both ports; where the plain one is off, <paramref name="port"/> means nothing.</summary>
    /// <inheritdoc/>
    public IConnectionListener Listen(int port, ILoop loop)
    {
        var plain = isPlainOff ? null : network.Listen(port, loop);
        try
        {
            var tls = new TlsListener(network.Listen(tlsPort, loop), certificate, loop, workers);
            tls.Failures.Subscribe(_failures);
            TlsEndPoint = tls.LocalEndPoint;
            return plain is null ? tls : new BothListeners(plain, tls);
        }
        catch
        {
            plain?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null) =>
        network.Connect(host, port, loop);

    /// <inheritdoc/>
    public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null) =>
        network.OpenDatagramSocket(local, loop);

    private sealed class BothListeners(IConnectionListener plain, IConnectionListener tls) : IConnectionListener
    {
        public IPEndPoint LocalEndPoint => plain.LocalEndPoint;

        public IReadOnlyList<IPEndPoint> LocalEndPoints => [plain.LocalEndPoint, tls.LocalEndPoint];

        public IObservable<IConnection> Accepted { get; } = plain.Accepted.Merge(tls.Accepted);

        public void Dispose()
        {
            plain.Dispose();
            tls.Dispose();
        }
    }
}
