using Forum.Reactive.Transport.Tls;

namespace Forum.Reactive.Tests.Transport;

/// <summary>A certificate for all tests: made once, in files that are gone when it has been read.</summary>
internal static class TestCertificate
{
    private static readonly Lazy<CertificateFile> Made = new(Make);

    public static CertificateFile File => Made.Value;

    private static CertificateFile Make()
    {
        var folder = Directory.CreateTempSubdirectory("forum-").FullName;
        var file = new CertificateFile(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        file.Create(RealTime.Scheduler.Now);
        file.Read();
        Directory.Delete(folder, recursive: true);
        return file;
    }
}
