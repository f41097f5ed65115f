using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Security.Cryptography;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Access;

/// <summary>
/// A file of <see cref="Credentials"/> that is read, watched and changed. A change is a new file in the place of the old one, readable
/// by its owner alone: whoever reads meanwhile sees the one or the other.
/// </summary>
/// <param name="path">Where it is; what a symbolic link points to is meant.</param>
/// <remarks>For one thread at a time.</remarks>
public sealed class CredentialsFile(string path)
{
    /// <summary>How often it is looked at whether the file has changed; a change is taken when it has stood for so long.</summary>
    public static readonly TimeSpan WatchPace = TimeSpan.FromMilliseconds(500);

    /// <summary>Largest file, in bytes.</summary>
    public const int MaxSize = 64 * 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private (DateTime Time, long Size) _read; // What the file was when it was last read

    /// <summary>Whether others than its owner can read the file: false where that cannot be told.</summary>
    public bool IsOpenToOthers =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">A line is malformed, or a name stands twice; the message names the line.</exception>
    /// <exception cref="IOException">It cannot be read, or is larger than <see cref="MaxSize"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public Credentials Read()
    {
        _read = Signature();
        var bytes = ReadBytes();
        try
        {
            return Credentials.Parse(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>
    /// Reads the file again whenever it has changed since it was last read, and when asked to: the users, or the error why it cannot be
    /// used (malformed, gone, without any user). Never completes.
    /// </summary>
    /// <param name="scheduler">When it is looked at, and where it is read.</param>
    /// <param name="requests">Asks to read it now.</param>
    public IObservable<Notification<Credentials>> Changes(IScheduler scheduler, IObservable<Unit> requests) =>
        Observable.Defer(() =>
        {
            var seen = _read;
            return Observable
                .Interval(WatchPace, scheduler)
                .Select(_ => false)
                .Merge(requests.ObserveOn(scheduler).Select(_ => true))
                .Where(isAsked =>
                {
                    var before = seen;
                    seen = Signature();
                    return isAsked || (seen != _read && seen == before); // Not while somebody is still writing.
                })
                .Select(_ => TryRead());
        });

    /// <summary>Gives a user a password, kept as a <see cref="PasswordHash"/>; adds the user if need be.</summary>
    /// <exception cref="ArgumentException">The name or the password cannot be one.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public void Set(string name, ReadOnlySpan<byte> password)
    {
        if (!UserName.IsValid(name))
        {
            throw new ArgumentException(
                $"A user name has 1 to {UserName.MaxLength} letters, digits and . _ - @ +",
                nameof(name)
            );
        }

        if (password.IsEmpty || !PrintableText.IsValid(password))
        {
            throw new ArgumentException(
                "A password has at least one character, and none that cannot be typed.",
                nameof(password)
            );
        }

        var secret = PasswordHash.Of(password).ToString();
        Change(file => CredentialsText.With(file, name, secret));
    }

    /// <summary>Deletes a user.</summary>
    /// <returns>False if there is none of that name.</returns>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public bool Delete(string name) => Change(file => CredentialsText.Without(file, name));

    /// <summary>Puts hashes in the place of all passwords that stand there as they are.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="FormatException">The file is malformed.</exception>
    public int HashAll()
    {
        var count = Read().PlainCount;
        if (count > 0)
        {
            Change(HashAll);
        }

        return count;
    }

    private static byte[] HashAll(byte[] file)
    {
        var hashed = CredentialsText
            .Plain(file)
            .AsParallel()
            .AsOrdered()
            .Select(user => (user.Name, Secret: PasswordHash.Of(user.Password).ToString()))
            .ToList();
        return hashed.Aggregate(file, (text, user) => CredentialsText.With(text, user.Name, user.Secret));
    }

    private bool Change(Func<byte[], byte[]?> change)
    {
        var target = File.Exists(path)
            ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path
            : path;
        var old = File.Exists(path) ? ReadBytes() : [];
        var text = change(old);
        CryptographicOperations.ZeroMemory(old);
        if (text is null)
        {
            return false;
        }

        var temporary = target + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        CryptographicOperations.ZeroMemory(text);
        File.Move(temporary, target, overwrite: true);
        return true;
    }

    private Notification<Credentials> TryRead()
    {
        try
        {
            var credentials = Read();
            return credentials.Count > 0
                ? Notification.CreateOnNext(credentials)
                : Notification.CreateOnError<Credentials>(new FormatException("it names no user"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return Notification.CreateOnError<Credentials>(error);
        }
    }

    private (DateTime Time, long Size) Signature()
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private byte[] ReadBytes()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > MaxSize)
        {
            throw new IOException($"it is larger than {MaxSize} bytes");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
