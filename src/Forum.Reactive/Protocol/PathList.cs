using System.Net;
using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>
/// The addresses of <c>PATHS</c>: 1 to 16 of <c>192.0.2.1:4000</c> or <c>[2001:db8::1]:4000</c>, separated by one space. Numbers
/// only: nothing is looked up, and no scope of one machine makes sense on another.
/// </summary>
internal static class PathList
{
    /// <summary>Most addresses of one side.</summary>
    public const int Most = 16;

    private const int LongestAddress = 47;

    /// <summary>Whether all of it is such a list.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length < Most * (LongestAddress + 1) && TryParse(Encoding.ASCII.GetString(utf8), out _);

    /// <summary>Reads a list; false if any of it is not an address with a port.</summary>
    public static bool TryParse(string text, out IReadOnlyList<IPEndPoint> addresses)
    {
        var words = text.Split(' ', Most + 1);
        var found = new List<IPEndPoint>(words.Length);
        foreach (var word in words)
        {
            if (
                found.Count == Most
                || word.Contains('%', StringComparison.Ordinal)
                || !IPEndPoint.TryParse(word, out var address)
                || address.Port == 0
            )
            {
                addresses = [];
                return false;
            }

            found.Add(address);
        }

        addresses = found;
        return true;
    }

    /// <summary>Writes a list; what goes beyond <see cref="Most"/> is left out.</summary>
    public static string Format(IEnumerable<IPEndPoint> addresses) => string.Join(' ', addresses.Take(Most));
}
