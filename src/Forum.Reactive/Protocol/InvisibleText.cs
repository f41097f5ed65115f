namespace Forum.Reactive.Protocol;

/// <summary>
/// Characters that take no place or show nothing: with them two names look the same and are not. Unicode calls most of them
/// Default_Ignorable_Code_Point (UAX #44).
/// </summary>
internal static class InvisibleText
{
    private const char NonJoiner = '\u200c';
    private const char Joiner = '\u200d';

    /// <summary>
    /// Whether a text has any of them. Joiners are honest between letters that join (Persian, Indian scripts, emoji), so only one
    /// beside ASCII or at an end counts; selectors of a variant count where there is nothing to select.
    /// </summary>
    public static bool IsIn(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (IsInvisible(text[index]) || (IsModifier(text[index]) && !IsBetweenLetters(text, index)))
            {
                return true;
            }
        }

        return false;
    }

    // Tags are the surrogate pairs from DB40: so are further selectors of variants.
    private static bool IsInvisible(char c) =>
        c is '\u00ad' or '\u034f' or '\u115f' or '\u1160' or '\u17b4' or '\u17b5' or '\u200b' or '\u3164' or '\uffa0'
        || c
            is (>= '\u180b' and <= '\u180f')
                or (>= '\u2060' and <= '\u206f')
                or (>= '\ufff0' and <= '\ufffb')
                or '\u2800'
                or '\udb40';

    private static bool IsModifier(char c) => c is NonJoiner or Joiner or (>= '\ufe00' and <= '\ufe0f');

    private static bool IsBetweenLetters(string text, int index)
    {
        var isAfterLetter = index > 0 && IsBase(text[index - 1], text[index]);
        var joins = text[index] is NonJoiner or Joiner;
        return isAfterLetter && (!joins || (index + 1 < text.Length && !char.IsAscii(text[index + 1])));
    }

    // A joiner may follow a selector, as in flags of emoji; nothing else may follow another of its kind.
    private static bool IsBase(char before, char modifier) =>
        !char.IsAscii(before) && (!IsModifier(before) || (modifier == Joiner && before is >= '\ufe00' and <= '\ufe0f'));
}
