namespace Forum.ClientApp.Session;

/// <summary>Columns and rows of a terminal; each at least 1.</summary>
internal readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>What is assumed where the terminal does not say.</summary>
    public static TerminalSize Usual { get; } = new(80, 24);
}
