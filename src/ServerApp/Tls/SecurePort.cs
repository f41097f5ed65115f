using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Security.Cryptography;
using Forum.Reactive;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Tls;
using Serilog;

namespace Forum.ServerApp.Tls;

/// <summary>The server's TLS port: its certificate, which is made where there is none, and read again when it changes.</summary>
internal sealed class SecurePort : IDisposable
{
    /// <summary>Least time between two lines on failed handshakes.</summary>
    private static readonly TimeSpan FailurePace = TimeSpan.FromSeconds(1);

    private readonly CertificateFile _certificate;
    private readonly IDisposable _watch;

    // One thread: a flood of handshakes takes turns on it, and leaves the loop to those who are served.
    private readonly EventLoopScheduler _handshakes = new(start => new Thread(start)
    {
        IsBackground = true,
        Name = "Handshakes",
    });

    private SecurePort(TlsArguments arguments, CertificateFile certificate, ILogger log)
    {
        _certificate = certificate;
        Network = new TlsServerNetwork(
            new RealNetwork(),
            () => certificate.Current,
            arguments.Port,
            arguments.IsPlainOff,
            _handshakes
        );
        _watch = new CompositeDisposable(
            certificate.Changes(RealTime.Scheduler).Subscribe(error => Tell(error, log)),
            Network.Failures.Buffer(FailurePace, RealTime.Scheduler).Subscribe(failures => Tell(failures, log))
        );
    }

    /// <summary>The network to serve on.</summary>
    public TlsServerNetwork Network { get; }

    /// <summary>Reads the certificate, or makes one.</summary>
    /// <param name="arguments">What the command line says.</param>
    /// <param name="folder">Where one that is made is kept.</param>
    /// <param name="log">Where it is told that the certificate has changed.</param>
    /// <exception cref="StartException">There is none that can be used.</exception>
    public static SecurePort Open(TlsArguments arguments, string folder, ILogger log)
    {
        var file = arguments.CertificateFile ?? Path.Combine(folder, "server-cert.pem");
        var certificate = new CertificateFile(file, arguments.KeyFile ?? Path.Combine(folder, "server-key.pem"));
        try
        {
            if (arguments.CertificateFile is null && !certificate.Exists)
            {
                certificate.Create(RealTime.Scheduler.Now);
            }

            certificate.Read();
            return new SecurePort(arguments, certificate, log);
        }
        catch (Exception error)
            when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Cannot use the certificate {file}: {error.Message}");
        }
    }

    /// <summary>What the operator tells the users.</summary>
    public string Announcement =>
        $"TLS on port {Network.TlsEndPoint!.Port}; the certificate is {_certificate.Fingerprint}.";

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch.Dispose();
        _handshakes.Dispose();
    }

    private void Tell(Exception? error, ILogger log)
    {
        if (error is null)
        {
            log.Information("{Line:l}", $"The certificate was read again: {_certificate.Fingerprint}.");
        }
        else
        {
            log.Warning("{Line:l}", $"The new certificate cannot be used, the old one stays: {error.Message}");
        }
    }

    private static void Tell(IList<TlsFailure> failures, ILogger log)
    {
        if (failures.Count > 0)
        {
            var last = failures[^1];
            log.Warning(
                "{Line:l}",
                VisibleText.Of(
                    $"{failures.Count} TLS handshakes failed, the last one from {last.Address}: {last.Reason}"
                )
            );
        }
    }
}
