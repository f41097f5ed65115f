using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Transfer.Files;

/// <summary>How files are called where they arrive: <c>yoda_lecture1.mp4</c>.</summary>
public static class StoredName
{
    /// <summary>
    /// Says what is wrong with a file of this sender's, as the end of a sentence that begins with <c>the name of the file</c>; null
    /// if it can be stored. Both parts may come from a stranger: the file's name must pass <see cref="FileName"/>, the
    /// sender's <see cref="UserName"/>, and what they make together must not be hidden and not be too long.
    /// </summary>
    public static string? Problem(string sender, string name) =>
        !UserName.IsValid(sender) ? "comes from nobody who can be a user"
        : FileName.Problem(name) is { } problem ? problem
        : sender[0] == '.' ? "would be hidden behind that of its sender"
        : FileName.BytesOf(Of(sender, name)) > FileName.MaxBytes
            ? $"is longer than {FileName.MaxBytes} bytes with that of its sender"
        : null;

    /// <summary>The name that a file from <paramref name="sender"/> is stored under if that is free.</summary>
    public static string Of(string sender, string name) => $"{sender}_{name}";

    /// <summary>
    /// The name to take when others are taken: <c>yoda_x (2).mp4</c>; number 1 is the name itself. It is never longer than
    /// <see cref="FileName.MaxBytes"/>: the middle gives way.
    /// </summary>
    public static string Numbered(string stored, int number)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (number == 1)
        {
            return stored;
        }

        var dot = stored.LastIndexOf('.');
        var (stem, extension) = dot > 0 ? (stored[..dot], stored[dot..]) : (stored, string.Empty);
        var end = $" ({number}){extension}";
        while (!Fits(stem + end) && stem.Length > 1)
        {
            stem = stem[..^1];
        }

        return Fits(stem + end) ? stem + end : Numbered(stored[..^1], number);
    }

    /// <summary>
    /// The name of the part while it travels: <c>.yoda_x.mp4.part</c>, or a digest of it when that is too long. No two senders
    /// share one: where the first underscore does not end the sender's name, its length is put before, behind two dots.
    /// </summary>
    internal static string Part(string stored, string sender, int number)
    {
        var bound = sender.Contains('_', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $".{sender.Length}.{stored}")
            : stored;
        var part = number == 1 ? $".{bound}.part" : $".{bound}.{number}.part";
        return Fits(part)
            ? part
            : $".{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bound)))}.{number}.part";
    }

    private static bool Fits(string name) => FileName.BytesOf(name) is <= FileName.MaxBytes;
}
