using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Access;

/// <summary>Who may log in: names, and digests or hashes of their passwords. Immutable, safe on any thread.</summary>
/// <remarks>As an authenticator it checks at once, on the caller's thread: where passwords are hashed, a
/// <see cref="CredentialsAuthenticator"/> keeps that from holding others up.</remarks>
public sealed class Credentials : IAuthenticator
{
    private static readonly byte[] NoDigest = new byte[SHA256.HashSizeInBytes];
    private readonly Dictionary<string, Secret> _secrets = new(StringComparer.Ordinal);

    /// <summary>Users.</summary>
    public int Count => _secrets.Count;

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names => _secrets.Keys;

    /// <summary>How many of the passwords stand in the file as they are.</summary>
    public int PlainCount { get; private set; }

    /// <summary>Iterations that every check takes: those of the slowest hash; 0 where no password is hashed.</summary>
    public int Cost { get; private set; }

    /// <summary>
    /// Reads lines of <c>username password</c> or <c>username $pbkdf2-sha512$…</c> (<see cref="PasswordHash"/>), one space between;
    /// all is case-sensitive. Empty lines are passed over.
    /// </summary>
    /// <exception cref="FormatException">A line is malformed, or a name stands twice; the message names the line.</exception>
    public static Credentials Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var credentials = new Credentials();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var bytes = Encoding.UTF8.GetBytes(line);
            credentials.Add(bytes, number);
            CryptographicOperations.ZeroMemory(bytes);
        }

        return credentials;
    }

    /// <summary>Reads the bytes of a file of such lines; what ends a line is LF or CR LF. Keeps no password.</summary>
    /// <inheritdoc cref="Parse(IEnumerable{string})" path="/exception"/>
    public static Credentials Parse(ReadOnlySpan<byte> file)
    {
        var credentials = new Credentials();
        var number = 0;
        foreach (var range in file.Split((byte)'\n'))
        {
            number++;
            var line = file[range];
            credentials.Add(line is [.., (byte)'\r'] ? line[..^1] : line, number);
        }

        return credentials;
    }

    /// <summary>
    /// Whether <paramref name="password"/> is that of <paramref name="user"/>. Takes the same time for a wrong password, hashed or not,
    /// and for a name that does not exist.
    /// </summary>
    public bool Verify(string user, ReadOnlySpan<byte> password)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(password, digest);
        var exists = _secrets.TryGetValue(user, out var secret);
        var isRight = CryptographicOperations.FixedTimeEquals(digest, secret.Digest ?? NoDigest);
        CryptographicOperations.ZeroMemory(digest);
        PasswordHash.Spend(password, Cost - (secret.Hash?.Iterations ?? 0));
        return exists & (secret.Hash?.Matches(password) ?? isRight);
    }

    IObservable<IReadOnlyList<string>> IAuthenticator.Removed => Observable.Never<IReadOnlyList<string>>();

    IObservable<bool> IAuthenticator.Verify(string user, ReadOnlyMemory<byte> password) =>
        Observable.Return(Verify(user, password.Span));

    internal bool Has(string user) => _secrets.ContainsKey(user);

    /// <summary>Whether a user has the same line here and in <paramref name="other"/>.</summary>
    internal bool IsSame(string user, Credentials other) =>
        _secrets.TryGetValue(user, out var mine)
        && other._secrets.TryGetValue(user, out var others)
        && mine.Hash?.ToString() == others.Hash?.ToString()
        && (mine.Digest ?? NoDigest).AsSpan().SequenceEqual(others.Digest ?? NoDigest);

    private void Add(ReadOnlySpan<byte> line, int number)
    {
        if (line.IsEmpty)
        {
            return;
        }

        var space = line.IndexOf((byte)' ');
        var password = line[(space + 1)..];
        if (space < 0 || password.IsEmpty || password.Contains((byte)' '))
        {
            throw new FormatException($"line {number}: expected a user name, one space and a password");
        }

        if (!UserName.IsValid(line[..space]))
        {
            throw new FormatException(
                $"line {number}: a user name has 1 to {UserName.MaxLength} letters, digits and . _ - @ +"
            );
        }

        if (!PrintableText.IsValid(password))
        {
            throw new FormatException($"line {number}: the password has characters that cannot be typed");
        }

        var name = Encoding.UTF8.GetString(line[..space]);
        if (!_secrets.TryAdd(name, SecretOf(password, number)))
        {
            throw new FormatException($"line {number}: the user name {name} stands there twice");
        }
    }

    private Secret SecretOf(ReadOnlySpan<byte> password, int number)
    {
        if (!password.StartsWith(Encoding.UTF8.GetBytes(PasswordHash.Prefix)))
        {
            PlainCount++;
            return new Secret(SHA256.HashData(password), null);
        }

        var hash =
            PasswordHash.TryParse(Encoding.UTF8.GetString(password))
            ?? throw new FormatException(
                $"line {number}: expected {PasswordHash.Prefix}i=COUNT$SALT$HASH, with 1 to {PasswordHash.MaxIterations} iterations"
            );
        Cost = Math.Max(Cost, hash.Iterations);
        return new Secret(null, hash);
    }

    private readonly record struct Secret(byte[]? Digest, PasswordHash? Hash);
}
