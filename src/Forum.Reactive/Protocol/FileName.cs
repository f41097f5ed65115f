using System.Text;
using System.Text.Unicode;

namespace Forum.Reactive.Protocol;

/// <summary>
/// The rule for the names of offered files: a name that can neither leave the downloads folder nor surprise. The sender, the
/// server and the receiver each go by it, so that none has to trust another.
/// </summary>
public static class FileName
{
    /// <summary>Longest name, in bytes of UTF-8: what common file systems hold.</summary>
    public const int MaxBytes = 255;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>
    /// Says what is wrong with a name, as the end of a sentence (<c>begins with a dot</c>); null if it is text of 1 to 255 bytes,
    /// not of spaces only, without a separator (<c>/</c>, <c>\</c>), a leading dot, two dots in a row, or a character that
    /// controls, turns or hides the text around it or cannot be seen.
    /// </summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (string.IsNullOrWhiteSpace(name))
        {
            return "is empty";
        }

        if (name[0] == '.')
        {
            return "begins with a dot";
        }

        if (name.AsSpan().ContainsAny('/', '\\'))
        {
            return "has a path separator";
        }

        if (name.Contains("..", StringComparison.Ordinal))
        {
            return "has two dots in a row";
        }

        if (name.Any(IsSurprising))
        {
            return "has control characters";
        }

        if (InvisibleText.IsIn(name))
        {
            return "has characters that cannot be seen";
        }

        return BytesOf(name) switch
        {
            null => "is not valid text",
            > MaxBytes => $"is longer than {MaxBytes} bytes",
            _ => null,
        };
    }

    /// <summary>Whether nothing is wrong with a name in UTF-8: see <see cref="Problem"/>. Never throws.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length is >= 1 and <= MaxBytes && Utf8.IsValid(utf8) && Problem(Encoding.UTF8.GetString(utf8)) is null;

    /// <summary>Its length in bytes of UTF-8; null if it is not text (half of a surrogate pair).</summary>
    internal static int? BytesOf(string name)
    {
        try
        {
            return Strict.GetByteCount(name);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    // C0, DEL and C1; line and paragraph separators; marks, embeddings, overrides and isolates of direction; the byte order mark.
    private static bool IsSurprising(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c' or '\ufeff'
        || c is >= '\u202a' and <= '\u202e'
        || c is >= '\u2066' and <= '\u2069';
}
