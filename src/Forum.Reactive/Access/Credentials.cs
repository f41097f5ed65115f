using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Access;

/// <summary>Who may log in: names and digests of their passwords. Immutable, safe on any thread.</summary>
public sealed class Credentials : IAuthenticator
{
    private static readonly byte[] NoDigest = new byte[SHA256.HashSizeInBytes];
    private readonly Dictionary<string, byte[]> _digests = new(StringComparer.Ordinal);

    /// <summary>Users.</summary>
    public int Count => _digests.Count;

    /// <summary>Nothing: these do not change.</summary>
    public IObservable<IReadOnlyList<string>> Removed => Observable.Never<IReadOnlyList<string>>();

    /// <summary>
    /// Reads lines of <c>username password</c>, one space between; both are case-sensitive. Empty lines are passed over.
    /// </summary>
    /// <exception cref="FormatException">A line is malformed, or a name stands twice; the message names the line.</exception>
    public static Credentials Parse(IEnumerable<string> lines)
    {
        var credentials = new Credentials();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length > 0)
            {
                credentials.Add(line, number);
            }
        }

        return credentials;
    }

    /// <summary>
    /// Whether <paramref name="password"/> is that of <paramref name="user"/>. Takes the same time for a wrong password and
    /// for a name that does not exist.
    /// </summary>
    public bool Verify(string user, ReadOnlySpan<byte> password)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(password, digest);
        var exists = _digests.TryGetValue(user, out var right);
        return CryptographicOperations.FixedTimeEquals(digest, right ?? NoDigest) & exists;
    }

    IObservable<bool> IAuthenticator.Verify(string user, ReadOnlyMemory<byte> password) =>
        Observable.Return(Verify(user, password.Span));

    private void Add(string line, int number)
    {
        var parts = line.Split(' ');
        if (parts.Length != 2 || parts[1].Length == 0)
        {
            throw new FormatException($"line {number}: expected a user name, one space and a password");
        }

        if (!UserName.IsValid(parts[0]))
        {
            throw new FormatException(
                $"line {number}: a user name has 1 to {UserName.MaxLength} letters, digits and . _ - @ +"
            );
        }

        var password = Encoding.UTF8.GetBytes(parts[1]);
        if (!PrintableText.IsValid(password))
        {
            throw new FormatException($"line {number}: the password has characters that cannot be typed");
        }

        if (!_digests.TryAdd(parts[0], SHA256.HashData(password)))
        {
            throw new FormatException($"line {number}: the user name {parts[0]} stands there twice");
        }
    }
}
