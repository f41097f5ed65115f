using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ClientApp.Rendering;

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
        return drawn.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = colours,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Capabilities.Unicode = true;
        console.Profile.Capabilities.Links = false;
        return console;
    }
}
