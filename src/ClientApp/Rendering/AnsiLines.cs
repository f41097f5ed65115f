using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Forum.ClientApp.Rendering;

/// <summary>Lets Spectre draw something, and gives the lines with their escape sequences. Not for several threads.</summary>
/// <param name="colours">Which colours the terminal has; <see cref="ColorSystemSupport.NoColors"/>: no escape sequence at all.</param>
internal sealed class AnsiLines(ColorSystemSupport colours) : IDisposable
{
    private readonly StringWriter _writer = new(new StringBuilder());
    private IAnsiConsole? _console;

    /// <summary>The lines of what is drawn, none of them wider than <paramref name="columns"/>.</summary>
    public IReadOnlyList<string> Draw(IRenderable what, int columns)
    {
        _console ??= Create();
        _console.Profile.Width = columns;
        _console.Write(what);
        var drawn = _writer.GetStringBuilder().ToString();
        _writer.GetStringBuilder().Clear();
        return WithoutBlankEdges(drawn.ReplaceLineEndings("\n").Split('\n'));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // The borders of a table leave blank lines; what is drawn is blank only if all of it is.
    private static ArraySegment<string> WithoutBlankEdges(string[] lines)
    {
        var first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        var last = Array.FindLastIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        return first < 0 ? new ArraySegment<string>([""]) : new ArraySegment<string>(lines, first, last - first + 1);
    }

    private IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = colours == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes,
                ColorSystem = colours,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(_writer),
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Capabilities.Unicode = true;
        console.Profile.Capabilities.Links = false;
        return console;
    }
}
