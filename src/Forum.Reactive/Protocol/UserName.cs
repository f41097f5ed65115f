using System.Buffers;

namespace Forum.Reactive.Protocol;

/// <summary>The rule for user names: they become part of file names and of lines separated by <c>; </c>.</summary>
public static class UserName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 64;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@+";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);
    private static readonly SearchValues<byte> Bytes = SearchValues.Create(
        System.Text.Encoding.ASCII.GetBytes(Alphabet)
    );

    /// <summary>Whether <paramref name="name"/> has 1 to 64 ASCII letters, digits and <c>. _ - @ +</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is >= 1 and <= MaxLength && !name.ContainsAnyExcept(Characters);

    /// <inheritdoc cref="IsValid(ReadOnlySpan{char})"/>
    public static bool IsValid(ReadOnlySpan<byte> name) =>
        name.Length is >= 1 and <= MaxLength && !name.ContainsAnyExcept(Bytes);
}
