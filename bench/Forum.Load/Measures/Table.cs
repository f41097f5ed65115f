namespace Forum.Load.Measures;

/// <summary>What a part measured, as it stands in <c>docs/performance.md</c>.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(TextWriter output)
    {
        output.WriteLine($"### {title}");
        output.WriteLine();
        output.WriteLine(Line(columns));
        output.WriteLine(Line(columns.Select(_ => "---")));
        foreach (var row in _rows)
        {
            output.WriteLine(Line(row));
        }

        output.WriteLine();
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}

/// <summary>Several runs of one measurement.</summary>
internal static class Runs
{
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Median, and the range in brackets.</summary>
    public static string Describe(this IReadOnlyCollection<double> values, string format) =>
        $"{values.Median().ToString(format)} ({values.Min().ToString(format)} to {values.Max().ToString(format)})";
}
