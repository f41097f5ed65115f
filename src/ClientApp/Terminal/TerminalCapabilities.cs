using Spectre.Console;

namespace Forum.ClientApp.Terminal;

/// <summary>What the terminal can do, as its surroundings tell.</summary>
/// <param name="CanPaint">Whether there is a terminal at both ends, and it understands escape sequences.</param>
/// <param name="Colours">Its colours.</param>
internal readonly record struct TerminalCapabilities(bool CanPaint, ColorSystemSupport Colours)
{
    /// <summary>Looks at <c>TERM</c>, <c>COLORTERM</c> and <c>NO_COLOR</c> (https://no-color.org).</summary>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="isTerminal">Whether input and output are terminals.</param>
    public static TerminalCapabilities Detect(Func<string, string?> environment, bool isTerminal)
    {
        var term = environment("TERM");
        var canPaint = isTerminal && !string.IsNullOrEmpty(term) && term != "dumb";
        return new TerminalCapabilities(canPaint, ColoursOf(environment, term ?? ""));
    }

    private static bool IsMonochrome(string term) =>
        term.StartsWith("vt", StringComparison.Ordinal)
        || term.EndsWith("-m", StringComparison.Ordinal)
        || term.EndsWith("-mono", StringComparison.Ordinal);

    private static ColorSystemSupport ColoursOf(Func<string, string?> environment, string term)
    {
        if (!string.IsNullOrEmpty(environment("NO_COLOR")) || IsMonochrome(term))
        {
            return ColorSystemSupport.NoColors;
        }

        if (environment("COLORTERM") is "truecolor" or "24bit" || term.Contains("256color", StringComparison.Ordinal))
        {
            return ColorSystemSupport.EightBit;
        }

        return ColorSystemSupport.Standard;
    }
}
