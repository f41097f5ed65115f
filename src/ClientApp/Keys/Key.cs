namespace Forum.ClientApp.Keys;

/// <summary>Which key it was; what a text key typed is in <see cref="Key.Text"/>.</summary>
internal enum KeyCode
{
    /// <summary>A character; with Control or Alt, the letter that was pressed along with it.</summary>
    Text,

    /// <summary>Text that the terminal says was pasted (bracketed paste), controls and line ends included.</summary>
    Paste,
    Enter,
    Tab,
    Backspace,
    Delete,
    Escape,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
}

/// <summary>Keys held down along with another; the values are those that terminals send, less one.</summary>
[Flags]
internal enum KeyModifiers
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}

/// <summary>One key press, or one paste.</summary>
/// <param name="Code">Which key.</param>
/// <param name="Text">What a <see cref="KeyCode.Text"/> or <see cref="KeyCode.Paste"/> key carries; else empty.</param>
/// <param name="Modifiers">What was held down.</param>
internal readonly record struct Key(KeyCode Code, string Text = "", KeyModifiers Modifiers = KeyModifiers.None)
{
    /// <summary>Bytes of a paste that were too many to be kept.</summary>
    public int Lost { get; init; }

    /// <summary>A character as typed.</summary>
    public static Key Typed(string text) => new(KeyCode.Text, text);

    /// <summary>Control and a letter, which is given in lower case.</summary>
    public static Key Control(char letter) => new(KeyCode.Text, letter.ToString(), KeyModifiers.Control);

    /// <summary>Alt and a letter.</summary>
    public static Key Alt(char letter) => new(KeyCode.Text, letter.ToString(), KeyModifiers.Alt);
}
