using System.Globalization;

namespace Forum.ClientApp.Session;

/// <summary>Where a text speaks of somebody: <c>@hans</c> anywhere, or the name as a word of its own.</summary>
internal static class Mentions
{
    private const int ShortestWord = 3; // Shorter names are words of many languages: they need the sign

    /// <summary>Whether the text speaks of the user.</summary>
    public static bool Has(string text, string user) => Of(text, user).Any();

    /// <summary>The places, from left to right; the sign is part of them.</summary>
    public static IEnumerable<Range> Of(string text, string user)
    {
        if (user.Length == 0)
        {
            yield break;
        }

        for (var at = 0; (at = text.IndexOf(user, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += user.Length)
        {
            var end = at + user.Length;
            var hasSign = at > 0 && text[at - 1] == '@';
            if (!IsWord(text, end) && (hasSign || (user.Length >= ShortestWord && !IsWord(text, at - 1))))
            {
                yield return (hasSign ? at - 1 : at)..end;
            }
        }
    }

    private static bool IsWord(string text, int at) =>
        at >= 0
        && at < text.Length
        && (
            char.IsLetterOrDigit(text[at])
            || text[at] == '_'
            || CharUnicodeInfo.GetUnicodeCategory(text, at) == UnicodeCategory.NonSpacingMark
        );
}
