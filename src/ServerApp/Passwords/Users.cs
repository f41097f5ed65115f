using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Forum.Reactive;
using Forum.Reactive.Access;
using Forum.Reactive.Protocol;
using Serilog;

namespace Forum.ServerApp.Passwords;

/// <summary>The users of a running server: those of the credentials file, also when it changes.</summary>
internal sealed class Users : IDisposable
{
    private readonly string _path;
    private readonly CredentialsFile _file;
    private readonly ILogger _log;
    private readonly CredentialsAuthenticator _authenticator;
    private readonly SerialDisposable _watch = new();
    private readonly Subject<Unit> _changed = new();

    private Users(string path, CredentialsFile file, Credentials credentials, ILogger log)
    {
        (_path, _file, _log) = (path, file, log);
        _authenticator = new CredentialsAuthenticator(credentials);
    }

    /// <summary>Checks their passwords.</summary>
    public CredentialsAuthenticator Authenticator => _authenticator;

    /// <summary>A value when the users are others.</summary>
    public IObservable<Unit> Changed => _changed;

    /// <summary>The same for two servers that let the same users log in, each with the same stored password; nobody can tell the
    /// passwords from it. It takes a while.</summary>
    public string Digest()
    {
        string[] lines =
        [
            .. File.ReadLines(_path)
                .Select(line => line.Trim())
                .Where(line => line.Length > 0)
                .Order(StringComparer.Ordinal),
        ];
        var digest = Rfc2898DeriveBytes.Pbkdf2(
            string.Join('\n', lines),
            "forum credentials"u8,
            100_000,
            HashAlgorithmName.SHA256,
            16
        );
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="StartException">It cannot be used.</exception>
    public static Users Load(string path, ILogger log)
    {
        var file = new CredentialsFile(path);
        try
        {
            return new Users(path, file, file.Read(), log);
        }
        catch (FormatException error)
        {
            throw new StartException($"Cannot use {path}: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Cannot read {path}: {error.Message}");
        }
    }

    /// <summary>Takes other users as soon as the file has changed, and says so.</summary>
    public void KeepUp() => _watch.Disposable = _file.Changes(RealTime.Scheduler, Requests()).Subscribe(Take);

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch.Dispose();
        _authenticator.Dispose();
    }

    private void Take(Notification<Credentials> reading)
    {
        if (reading.Kind == NotificationKind.OnError)
        {
            _log.Warning(
                "{Line:l}",
                VisibleText.Of($"Cannot use {_path}: {reading.Exception!.Message}. The users stay as they were.")
            );
            return;
        }

        var difference = CredentialsDifference.Between(_authenticator.Credentials, reading.Value);
        _authenticator.Exchange(reading.Value);
        _log.Information("{Line:l}", $"{_path} was read again: {difference}.");
        _changed.OnNext(Unit.Default);
    }

    /// <summary>Says what is unsafe about the file.</summary>
    public void Warn()
    {
        if (_authenticator.Credentials.Count == 0)
        {
            _log.Warning(
                "{Line:l}",
                $"Warning: {_path} names nobody: no one can log in. ServerApp passwd NAME adds a user."
            );
        }

        if (_authenticator.Credentials.PlainCount is > 0 and var count)
        {
            _log.Warning(
                "{Line:l}",
                $"Warning: {count} passwords in {_path} are not hashed; ServerApp passwd --hash-all does that."
            );
        }

        if (_file.IsOpenToOthers)
        {
            _log.Warning("{Line:l}", $"Warning: others can read {_path}; chmod 600 {_path} ends that.");
        }
    }

    /// <summary>A value at each SIGHUP, which else would end the program.</summary>
    private static IObservable<Unit> Requests() =>
        OperatingSystem.IsWindows()
            ? Observable.Never<Unit>()
            : Observable.Create<Unit>(observer =>
                PosixSignalRegistration.Create(
                    PosixSignal.SIGHUP,
                    context =>
                    {
                        context.Cancel = true;
                        observer.OnNext(Unit.Default);
                    }
                )
            );
}
