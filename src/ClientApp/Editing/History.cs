using System.Collections.Immutable;

namespace Forum.ClientApp.Editing;

/// <summary>The lines entered before, and where in them the user is looking.</summary>
/// <param name="Lines">Oldest first; at most <see cref="Most"/>.</param>
/// <param name="Position">The line that is shown; <c>Lines.Count</c> when it is the new one.</param>
/// <param name="Draft">The new line as it was when the user went to look at older ones.</param>
internal sealed record History(ImmutableList<string> Lines, int Position, string Draft)
{
    /// <summary>How many lines are kept.</summary>
    public const int Most = 1000;

    /// <summary>No lines.</summary>
    public static History Empty { get; } = Of([]);

    /// <summary>The newest of the given lines.</summary>
    public static History Of(IReadOnlyCollection<string> lines)
    {
        var kept = lines.Skip(lines.Count - Most).ToImmutableList();
        return new History(kept, kept.Count, "");
    }

    /// <summary>Adds a line that was entered; one that repeats the last, or says nothing, is not added.</summary>
    public History Add(string line)
    {
        var isNews = !string.IsNullOrWhiteSpace(line) && (Lines.IsEmpty || Lines[^1] != line);
        var lines = isNews ? Lines.Add(line) : Lines;
        if (lines.Count > Most)
        {
            lines = lines.RemoveAt(0);
        }

        return new History(lines, lines.Count, "");
    }

    /// <summary>One line back; <paramref name="current"/> is what stands at the prompt.</summary>
    public (History History, string Line) Older(string current) =>
        Position == 0 ? (this, current) : Show(Position - 1, current);

    /// <summary>One line forward, at the end the new line again.</summary>
    public (History History, string Line) Newer(string current) =>
        Position >= Lines.Count ? (this, current) : Show(Position + 1, current);

    private (History History, string Line) Show(int position, string current)
    {
        var draft = Position == Lines.Count ? current : Draft;
        return (this with { Position = position, Draft = draft }, position == Lines.Count ? draft : Lines[position]);
    }
}
