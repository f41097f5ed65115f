using System.Security.Cryptography;
using System.Text;

namespace Forum.Reactive.Transfer.Files;

/// <summary>Which names files may travel under, and how they are called where they arrive.</summary>
public static class FileNames
{
    /// <summary>Longest name in UTF-8 bytes.</summary>
    public const int MaxBytes = 255;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Says what is wrong with a name, as the end of a sentence; null if it may travel.</summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
            return "is empty";
        if (name[0] == '.')
            return "begins with a dot";
        if (name.AsSpan().ContainsAny('/', '\\'))
            return "has a path separator";
        if (name.Contains("..", StringComparison.Ordinal))
            return "has two dots in a row";
        if (name.Any(IsSurprising))
            return "has control characters";
        return Bytes(name) switch
        {
            < 0 => "is not valid text",
            > MaxBytes => $"is longer than {MaxBytes} bytes",
            _ => null,
        };
    }

    /// <summary>Says what is wrong with a name from this sender: the name it is stored under must be good as well.</summary>
    public static string? Problem(string sender, string name) => Problem(name) ?? Problem(Stored(sender, name));

    /// <summary>The name that a file from <paramref name="sender"/> is stored under: <c>yoda_lecture1.mp4</c>.</summary>
    public static string Stored(string sender, string name) => $"{sender}_{name}";

    /// <summary>The name to take when others are taken: <c>yoda_x (2).mp4</c>; number 1 is the name itself.</summary>
    public static string Numbered(string stored, int number)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (number == 1)
            return stored;
        var dot = stored.LastIndexOf('.');
        var (stem, extension) = dot > 0 ? (stored[..dot], stored[dot..]) : (stored, string.Empty);
        var end = $" ({number}){extension}";
        while (Bytes(stem + end) is < 0 or > MaxBytes && stem.Length > 1)
            stem = stem[..^1];
        return stem + end;
    }

    /// <summary>The name of the part while it travels: <c>.yoda_x.mp4.part</c>, or a digest of it when that is too long.</summary>
    internal static string Part(string stored, int number)
    {
        var part = number == 1 ? $".{stored}.part" : $".{stored}.{number}.part";
        return Bytes(part) <= MaxBytes
            ? part
            : $".{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stored)))}.{number}.part";
    }

    /// <summary>Control characters, and those that turn or hide the text around them on a terminal.</summary>
    private static bool IsSurprising(char c) => char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c' or '\ufeff'
        || c is >= '\u202a' and <= '\u202e' || c is >= '\u2066' and <= '\u2069';

    private static int Bytes(string name)
    {
        try
        {
            return Strict.GetByteCount(name);
        }
        catch (EncoderFallbackException)
        {
            return -1;
        }
    }
}
