using System.Globalization;
using System.Text;

namespace Forum.ClientApp.Keys;

/// <summary>What single bytes and escape sequences mean as keys; null where they mean none.</summary>
internal static class KeySequences
{
    /// <summary>A byte below 0x80, outside any sequence.</summary>
    public static Key? OfByte(byte value) =>
        value switch
        {
            (byte)'\r' or (byte)'\n' => new Key(KeyCode.Enter),
            (byte)'\t' => new Key(KeyCode.Tab),
            0x7F or 0x08 => new Key(KeyCode.Backspace),
            0 => Key.Control(' '),
            < 0x1B => Key.Control((char)('a' + value - 1)),
            < 0x20 => Key.Control((char)('@' + value)),
            _ => Key.Typed(((char)value).ToString()),
        };

    /// <summary>The final byte of SS3 (application mode), or of a CSI sequence that needs no number.</summary>
    public static Key? OfFinal(char final) =>
        final switch
        {
            'A' => new Key(KeyCode.Up),
            'B' => new Key(KeyCode.Down),
            'C' => new Key(KeyCode.Right),
            'D' => new Key(KeyCode.Left),
            'F' => new Key(KeyCode.End),
            'H' => new Key(KeyCode.Home),
            'M' => new Key(KeyCode.Enter),
            'Z' => new Key(KeyCode.Tab, Modifiers: KeyModifiers.Shift),
            _ => null,
        };

    /// <summary>A whole CSI sequence: <c>1;5</c> and <c>D</c> are Control and Left, <c>3</c> and <c>~</c> are Delete.</summary>
    public static Key? OfCsi(string parameters, char final)
    {
        var numbers = parameters.Split(';');
        var key = final switch
        {
            '~' when Number(numbers, 0) == 27 => OfCodePoint(Number(numbers, 2)),
            '~' => OfNumber(Number(numbers, 0)),
            'u' => OfCodePoint(Number(numbers, 0)),
            _ => OfFinal(final),
        };
        return key is { } known ? known with { Modifiers = known.Modifiers | Modifiers(numbers) } : null;
    }

    private static Key? OfNumber(int number) =>
        number switch
        {
            1 or 7 => new Key(KeyCode.Home),
            4 or 8 => new Key(KeyCode.End),
            3 => new Key(KeyCode.Delete),
            5 => new Key(KeyCode.PageUp),
            6 => new Key(KeyCode.PageDown),
            _ => null,
        };

    // "CSI u" and xterm's modifyOtherKeys send keys as code points.
    private static Key? OfCodePoint(int codePoint) =>
        codePoint switch
        {
            27 => new Key(KeyCode.Escape),
            > 0 and < 0x80 => OfByte((byte)codePoint),
            > 0 when Rune.IsValid(codePoint) => Key.Typed(new Rune(codePoint).ToString()),
            _ => null,
        };

    private static KeyModifiers Modifiers(string[] numbers) =>
        (KeyModifiers)Math.Max(0, Number(numbers, 1) - 1)
        & (KeyModifiers.Shift | KeyModifiers.Alt | KeyModifiers.Control);

    private static int Number(string[] numbers, int index) =>
        index < numbers.Length
        && int.TryParse(numbers[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
