using System.Net;
using System.Net.Security;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Security.Authentication;

namespace Forum.Reactive.Transport.Tls;

/// <summary>
/// A listener whose connections speak TLS 1.2 or 1.3. A bounded number of handshakes is under way at a time, and each for
/// a bounded time; connections beyond it are closed.
/// </summary>
/// <remarks>Ticks where the listener below ticks.</remarks>
public sealed class TlsListener : IConnectionListener
{
    /// <summary>Most handshakes that are under way at a time.</summary>
    public const int MostHandshakes = 256;

    private readonly IConnectionListener _listener;
    private readonly ISubject<TlsFailure> _failures = new Subject<TlsFailure>();
    private int _handshakes;

    /// <summary>Puts TLS over a listener.</summary>
    /// <param name="listener">The listener below; disposed with this one.</param>
    /// <param name="certificate">What the server shows; asked for at each handshake.</param>
    /// <param name="scheduler">Measures the time of handshakes: the loop of the listener.</param>
    /// <param name="workers">Does the work of handshakes, so that others need not wait for it; null: the loop itself.</param>
    public TlsListener(
        IConnectionListener listener,
        Func<SslStreamCertificateContext> certificate,
        IScheduler scheduler,
        IScheduler? workers = null
    )
    {
        _listener = listener;
        Accepted = listener.Accepted.SelectMany(connection => Handshake(connection, certificate, scheduler, workers));
    }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => _listener.LocalEndPoint;

    /// <inheritdoc/>
    public IObservable<IConnection> Accepted { get; }

    /// <summary>Handshakes that failed, were late, or were too many.</summary>
    public IObservable<TlsFailure> Failures => _failures;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private IObservable<IConnection> Handshake(
        IConnection connection,
        Func<SslStreamCertificateContext> certificate,
        IScheduler scheduler,
        IScheduler? workers
    )
    {
        var address = connection.RemoteEndPoint.Address;
        if (Interlocked.Increment(ref _handshakes) > MostHandshakes)
        {
            Interlocked.Decrement(ref _handshakes);
            connection.Dispose();
            _failures.OnNext(new TlsFailure(address, "too many handshakes at a time"));
            return Observable.Empty<IConnection>();
        }

        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate(),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
        };
        return TlsHandshake
            .Run(connection, tls => tls.Tls.AuthenticateAsServerAsync(options), scheduler, workers)
            .Finally(() => Interlocked.Decrement(ref _handshakes))
            .Catch(
                (Exception error) =>
                {
                    _failures.OnNext(new TlsFailure(address, error.Message));
                    return Observable.Empty<IConnection>();
                }
            );
    }
}

/// <summary>A handshake that came to nothing.</summary>
/// <param name="Address">Whose.</param>
/// <param name="Reason">Why, for the operator.</param>
public sealed record TlsFailure(IPAddress Address, string Reason);
