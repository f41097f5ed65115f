namespace Forum.Reactive.Protocol;

/// <summary>
/// The characters of a text that turn the direction of others (Unicode's bidirectional algorithm, UAX 9). Marks, and embeddings and
/// isolates that end within the text, may stay where something is written from right to left; overrides never: only a lie
/// needs them.
/// </summary>
internal readonly struct DirectionControls
{
    private const char ArabicMark = '\u061c';
    private const char LeftToRightMark = '\u200e';
    private const char RightToLeftMark = '\u200f';
    private const char LeftToRightEmbedding = '\u202a';
    private const char RightToLeftEmbedding = '\u202b';
    private const char EndOfEmbedding = '\u202c';
    private const char RightToLeftOverride = '\u202e';
    private const char FirstIsolate = '\u2066';
    private const char LastIsolate = '\u2068';
    private const char EndOfIsolate = '\u2069';

    private readonly HashSet<int>? _honest; // Indexes; null: none

    private DirectionControls(HashSet<int>? honest) => _honest = honest;

    /// <summary>Whether a character is one of them.</summary>
    public static bool Has(int codePoint) =>
        codePoint
            is ArabicMark
                or LeftToRightMark
                or RightToLeftMark
                or (>= LeftToRightEmbedding and <= RightToLeftOverride)
                or (>= FirstIsolate and <= EndOfIsolate);

    /// <summary>Those of a text.</summary>
    public static DirectionControls In(string text) =>
        text.Any(character => Has(character)) && text.Any(IsRightToLeft)
            ? new DirectionControls(Balanced(text))
            : default;

    /// <summary>Whether the one at an index is harmless.</summary>
    public bool MayStay(int at) => _honest?.Contains(at) ?? false;

    private static HashSet<int> Balanced(string text)
    {
        HashSet<int> balanced = [];
        Stack<int> open = [];
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case ArabicMark or LeftToRightMark or RightToLeftMark:
                    balanced.Add(at);
                    break;
                case LeftToRightEmbedding or RightToLeftEmbedding or (>= FirstIsolate and <= LastIsolate):
                    open.Push(at);
                    break;
                case EndOfEmbedding or EndOfIsolate when open.TryPeek(out var start) && Closes(text[start], text[at]):
                    open.Pop();
                    balanced.Add(start);
                    balanced.Add(at);
                    break;
                default:
                    break;
            }
        }

        return balanced;
    }

    private static bool Closes(char start, char end) => start >= FirstIsolate == end >= FirstIsolate;

    // Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, and the presentation forms; beyond the first plane: halves of pairs.
    private static bool IsRightToLeft(char character) =>
        character
            is (>= '\u0590' and <= '\u08ff' and not ArabicMark)
                or (>= '\ufb1d' and <= '\ufdff')
                or (>= '\ufe70' and <= '\ufefc')
                or '\ud802'
                or '\ud803'
                or '\ud83a'
                or '\ud83b';
}
