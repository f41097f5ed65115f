using System.Net.Security;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Forum.Reactive.Transport.Tls;

/// <summary>A server's certificate and its key in two PEM files, read again when they change.</summary>
/// <param name="certificateFile">The certificate, and behind it those that link it to one that clients know.</param>
/// <param name="keyFile">Its private key.</param>
/// <remarks>Safe on any thread, but for reading.</remarks>
public sealed class CertificateFile(string certificateFile, string keyFile)
{
    /// <summary>How often it is looked at whether the files have changed.</summary>
    public static readonly TimeSpan WatchPace = TimeSpan.FromSeconds(1);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Validity = TimeSpan.FromDays(3650);

    private volatile SslStreamCertificateContext? _current;
    private (DateTime, DateTime) _read;

    /// <summary>What the server shows now.</summary>
    /// <exception cref="InvalidOperationException">Nothing was read yet.</exception>
    public SslStreamCertificateContext Current => _current ?? throw new InvalidOperationException("Read it first.");

    /// <summary>The fingerprint of what the server shows now: see <see cref="FingerprintOf"/>.</summary>
    public string Fingerprint => FingerprintOf(Current.TargetCertificate);

    /// <summary>Whether both files are there.</summary>
    public bool Exists => File.Exists(certificateFile) && File.Exists(keyFile);

    /// <summary>SHA-256 over a certificate: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public static string FingerprintOf(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="CryptographicException">They are no certificate and its key.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    public void Read()
    {
        _read = Signature();
        var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        var others = new X509Certificate2Collection();
        others.ImportFromPemFile(certificateFile);
        _current = SslStreamCertificateContext.Create(certificate, others, offline: true);
    }

    /// <summary>Reads the files whenever they have changed: null when that went well, else why the old ones are kept.</summary>
    public IObservable<Exception?> Changes(IScheduler scheduler) =>
        Observable.Interval(WatchPace, scheduler).Where(_ => Signature() != _read).Select(_ => TryRead());

    /// <summary>Makes a certificate that nobody but itself vouches for, and its key (ECDSA on P-256), readable by the owner alone.</summary>
    /// <param name="now">The time; it is valid from the day before, for ten years.</param>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public void Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Environment.MachineName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Environment.MachineName);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now + Validity);
        Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        Write(certificateFile, certificate.ExportCertificatePem());
    }

    private static void Write(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(pem);
    }

    private Exception? TryRead()
    {
        try
        {
            Read();
            return null;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return error;
        }
    }

    private (DateTime, DateTime) Signature() =>
        (File.GetLastWriteTimeUtc(certificateFile), File.GetLastWriteTimeUtc(keyFile));
}
