namespace Forum.Reactive.Protocol;

/// <summary>An answer as a client reads it.</summary>
/// <param name="Code">2xx done, 3xx go on, 4xx refused for now, 5xx refused.</param>
/// <param name="Lines">The text of each line behind its code; never empty, the last one ends the answer.</param>
public sealed record Reply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>The text of the last line.</summary>
    public string Text => Lines[^1];

    /// <summary>Whether what was asked for was done (2xx) or goes on (3xx).</summary>
    public bool IsSuccess => Code < 400;
}
