using System.Text;
using Forum.ClientApp.Session;
using Spectre.Console;

namespace Forum.ClientApp.Rendering;

/// <summary>
/// The colours. Each has a contrast of at least 3.3 to black and to white (WCAG 2), so that dark and light backgrounds need no
/// telling apart; messages themselves are in the terminal's own colour.
/// </summary>
internal static class Palette
{
    /// <summary>Colours of authors, by their numbers among the 256 of xterm.</summary>
    public static readonly IReadOnlyList<int> Authors = [166, 136, 64, 30, 32, 63, 98, 134, 163, 131, 29, 168];

    /// <summary>What can be passed over: times, numbers, arrivals.</summary>
    public static Style Quiet { get; } = new(decoration: Decoration.Dim);

    /// <summary>Something was done.</summary>
    public static Style Good { get; } = Of(28);

    /// <summary>Something asks for attention.</summary>
    public static Style Warning { get; } = Of(130);

    /// <summary>Something went wrong.</summary>
    public static Style Error { get; } = Of(160);

    /// <summary>The colour of an author: always the same for the same name.</summary>
    public static Style Author(string name) => new(Color.FromInt32(Authors[Hash(name)]), decoration: Decoration.Bold);

    /// <summary>Where a message speaks of the reader; reversed, so that it is seen without colours too.</summary>
    public static Style Mention { get; } = new(decoration: Decoration.Bold | Decoration.Invert);

    /// <summary>The style of a tone.</summary>
    public static Style Of(Tone tone) =>
        tone switch
        {
            Tone.Quiet => Quiet,
            Tone.Good => Good,
            Tone.Warning => Warning,
            Tone.Error => Error,
            _ => Style.Plain,
        };

    private static Style Of(int colour) => new(Color.FromInt32(colour));

    // FNV-1a, 32 bits.
    private static int Hash(string name)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ value) * 16777619u;
        }

        return (int)(hash % (uint)Authors.Count);
    }
}
