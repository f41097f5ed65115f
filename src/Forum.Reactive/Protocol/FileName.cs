using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>The rule for the names of offered files: a name that can neither leave the downloads folder nor surprise.</summary>
public static class FileName
{
    /// <summary>Longest name, in bytes of UTF-8: what common file systems hold.</summary>
    public const int MaxBytes = 255;

    /// <summary>
    /// Whether <paramref name="utf8"/> is printable, of 1 to 255 bytes, not of spaces only, and has no separator (<c>/</c>,
    /// <c>\</c>) and no leading dot (hence is neither <c>.</c> nor <c>..</c>).
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length is >= 1 and <= MaxBytes && PrintableText.IsValid(utf8)
        && !utf8.ContainsAny("/\\"u8) && utf8[0] != '.' && utf8.ContainsAnyExcept((byte)' ');

    /// <inheritdoc cref="IsValid(ReadOnlySpan{byte})"/>
    public static bool IsValid(string name) => name.Length <= MaxBytes && IsValid(Encoding.UTF8.GetBytes(name));
}
