using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Forum.Simulation.Worlds;

/// <summary>What happened in a world: who did what, and when.</summary>
internal sealed class Chronicle
{
    private const int Longest = 160;
    private readonly List<(TimeSpan Time, string Who, string What)> _lines = [];

    public int Count => _lines.Count;

    /// <summary>A number of all of it.</summary>
    public string Hash => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())));

    public void Add(TimeSpan time, string who, string what) => _lines.Add((time, who, what));

    /// <summary>The last lines, for people.</summary>
    public string Story(int lines) =>
        string.Join(
            '\n',
            _lines
                .Skip(_lines.Count - lines)
                .Select(line => Line(line.Time, line.Who, line.What))
                .Select(line => line.Length > Longest ? $"{line[..Longest]}…" : line)
        );

    public override string ToString() => string.Join('\n', _lines.Select(line => Line(line.Time, line.Who, line.What)));

    private static string Line(TimeSpan time, string who, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds, 12:F6} {who, -8} {what}");
}
