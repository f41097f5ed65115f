using Forum.ClientApp.Terminal;
using Spectre.Console;

namespace Forum.ClientApp.Tests.Terminal;

public class TerminalCapabilitiesTests
{
    [Theory]
    [InlineData("xterm-256color", true, true)]
    [InlineData("linux", true, true)]
    [InlineData("dumb", true, false)]
    [InlineData("", true, false)]
    [InlineData(null, true, false)]
    [InlineData("xterm-256color", false, false)]
    public void A_terminal_is_painted_on_unless_it_is_dumb_or_none(string? term, bool isTerminal, bool canPaint) =>
        Assert.Equal(canPaint, TerminalCapabilities.Detect(name => name == "TERM" ? term : null, isTerminal).CanPaint);

    [Theory]
    [InlineData("xterm-256color", null, null, "EightBit")]
    [InlineData("xterm", "truecolor", null, "EightBit")]
    [InlineData("xterm", null, null, "Standard")]
    [InlineData("vt100", null, null, "NoColors")]
    [InlineData("xterm-mono", null, null, "NoColors")]
    [InlineData("xterm-256color", "truecolor", "1", "NoColors")]
    [InlineData("xterm-256color", null, "", "EightBit")]
    public void Colours_are_those_that_the_terminal_has_and_the_user_wants(
        string term,
        string? colorTerm,
        string? noColor,
        string colours
    )
    {
        var capabilities = TerminalCapabilities.Detect(
            name =>
                name switch
                {
                    "TERM" => term,
                    "COLORTERM" => colorTerm,
                    "NO_COLOR" => noColor,
                    _ => null,
                },
            true
        );

        Assert.Equal(Enum.Parse<ColorSystemSupport>(colours), capabilities.Colours);
    }
}
